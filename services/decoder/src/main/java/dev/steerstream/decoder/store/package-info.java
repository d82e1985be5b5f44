/**
 * The rows of {@code generation}: the pin that makes a redelivered request repeat itself, the one terminal state of every request, and the
 * detail per token. Every method that writes takes the caller's {@link org.jdbi.v3.core.Handle}, so that the result and its outbox message
 * commit together. Nothing here decides; {@link dev.steerstream.decoder.GenerationHandler} does.
 */
package dev.steerstream.decoder.store;
