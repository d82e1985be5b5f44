package dev.steerstream.core.decoding;

/**
 * The logits after a sequence's last token. The arrays are the model's and are valid until its next call: receivers read, never keep or
 * change them.
 *
 * @param warm {@code [vocab]}, or null where the row was not asked for
 * @param base {@code [vocab]}, or null where the row was not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // a view into the model's buffers: identity is what is meant
public record StepLogits(float[] warm, float[] base) {}
