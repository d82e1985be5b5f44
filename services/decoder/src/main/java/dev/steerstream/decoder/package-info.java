/**
 * The decoder: takes generation requests from a share group, answers them on the base model with the task's adapter and steering, stores each
 * result once and publishes it. {@link dev.steerstream.decoder.GenerationHandler} reads top to bottom; {@link dev.steerstream.decoder.Decoder} puts
 * the parts together. How a token is chosen is core's, the forward is model's, records and transactions are work's.
 */
package dev.steerstream.decoder;
