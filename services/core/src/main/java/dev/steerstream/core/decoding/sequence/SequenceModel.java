package dev.steerstream.core.decoding.sequence;

import java.util.List;

/**
 * Continues token sequences, each with its own key-value cache. Not thread-safe: one thread.
 */
public interface SequenceModel {
    /** Logits per row and position, padding included. */
    int vocabularySize();

    /** The most tokens a sequence can hold. */
    int contextLength();

    /** Whether so many sequences, the longest of this capacity, can be open at one time. Safe from any thread. */
    default boolean fits(int sequences, int capacity) {
        return true;
    }

    /** Whether sequences may be deterministic: the same bits alone and in any company. Safe from any thread. */
    default boolean fixesBits() {
        return true;
    }

    /** Opens a sequence and runs its prompt. Logits are those after the last prompt token. */
    OpenedSequence open(SequenceSpecification specification);

    /** Appends one token to each listed sequence in one forward; logits in the order asked. */
    List<StepLogits> step(List<Advance> advances);

    /** How many drafted tokens a block may carry at best; 0 where the model takes no drafts. */
    default int draftTokens() {
        return 0;
    }

    /**
     * Appends a token and drafted ones after it to one sequence, in one forward. What the sequence keeps of them is said by
     * {@link #keep} before its next step. Not for deterministic sequences, whose kernels must not depend on the block.
     *
     * @param confidence as in {@link Advance}
     * @return what the models say after each of the tokens
     */
    default List<StepLogits> stepBlock(SequenceId id, int[] tokens, double confidence) {
        throw new UnsupportedOperationException("This model takes no drafts.");
    }

    /** Keeps the first {@code count} of the tokens of the last block, at least one; the others never were. */
    default void keep(SequenceId id, int count) {
        throw new UnsupportedOperationException("This model takes no drafts.");
    }

    /**
     * Opens a copy of a sequence as it is: the same tokens, capacity and specification, from there on its own. It can be stepped; its logits
     * come with that.
     */
    SequenceId fork(SequenceId id);

    /** Frees a sequence. An unknown or closed id is ignored. */
    void close(SequenceId id);
}
