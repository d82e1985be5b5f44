/**
 * The decoding loop, in four rooms: {@code batch} lets sequences join and leave between steps and asks the model; {@code generation}
 * chooses tokens from a sequence's own rows' logits, one after the other or with beams; {@code guard} sees where an answer goes
 * astray; {@code sequence} is what a model is asked and answers. Arrows go in this order.
 *
 * <p>{@link dev.steerstream.core.decoding.sequence.SequenceModel} is the only door to a model;
 * {@link dev.steerstream.core.decoding.generation.TokenText} the only one to a tokenizer. Streamed and whole answers take the same
 * path. Not here: prompts as text, Kafka, receipts.
 */
package dev.steerstream.core.decoding;
