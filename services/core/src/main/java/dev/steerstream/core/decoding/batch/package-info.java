/** Many answers at a time: who waits, who runs, whose next tokens are guessed ahead. */
package dev.steerstream.core.decoding.batch;
