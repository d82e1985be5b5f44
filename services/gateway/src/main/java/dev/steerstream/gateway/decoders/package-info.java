/** What the running decoders serve, as they say it themselves. */
package dev.steerstream.gateway.decoders;
