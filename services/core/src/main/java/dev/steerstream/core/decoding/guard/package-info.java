/** Where an answer repeats itself or leaves what the warm model would say, and what is done then. */
package dev.steerstream.core.decoding.guard;
