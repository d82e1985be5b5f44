/** Topics that every decoder reads whole, without a group, from the first record they keep: profiles and controls. */
package dev.steerstream.decoder.topic;
