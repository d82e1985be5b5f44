package dev.steerstream.core.decoding;

import java.util.List;

/**
 * Continues token sequences, each with its own key-value cache. Not thread-safe: one thread.
 */
public interface SequenceModel {
    /** Logits per row and position, padding included. */
    int vocabularySize();

    /** The most tokens a sequence can hold. */
    int contextLength();

    /** Opens a sequence and runs its prompt. Logits are those after the last prompt token. */
    OpenedSequence open(SequenceSpecification specification);

    /** Appends one token to each listed sequence in one forward; logits in the order asked. */
    List<StepLogits> step(List<Advance> advances);

    /** Frees a sequence. An unknown or closed id is ignored. */
    void close(SequenceId id);
}
