/**
 * The requests that are being decoded: which may join next ({@link dev.steerstream.decoder.running.Lanes}), the one thread that steps
 * ({@link dev.steerstream.decoder.running.DecodingLoop}), and the chunks that leave while an answer grows ({@link
 * dev.steerstream.decoder.running.TokenStreams}). Nothing here knows Postgres; how a token is chosen is core's.
 */
package dev.steerstream.decoder.running;
