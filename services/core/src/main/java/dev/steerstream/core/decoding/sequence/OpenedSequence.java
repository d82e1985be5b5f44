package dev.steerstream.core.decoding.sequence;

/**
 * @param id names the sequence until it is closed
 * @param logits after the prompt's last token
 */
public record OpenedSequence(SequenceId id, StepLogits logits) {}
