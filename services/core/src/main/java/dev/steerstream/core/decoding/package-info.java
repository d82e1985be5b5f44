/**
 * The decoding loop: sequences that join and leave between steps, each choosing its tokens from its own rows' logits.
 *
 * <p>{@link dev.steerstream.core.decoding.SequenceModel} is the only door to a model; {@link dev.steerstream.core.decoding.TokenText} the
 * only one to a tokenizer. Streamed and whole answers take the same path. Not here: prompts as text, Kafka, receipts.
 */
package dev.steerstream.core.decoding;
