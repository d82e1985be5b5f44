package dev.steerstream.core.decoding.sequence;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a model needs to open a sequence. Immutable: the prompt is copied in and out, and equality is by content.
 */
public final class SequenceSpecification {
    private final int[] prompt;
    private final String adapterDigest;
    private final Rows rows;
    private final int capacity;
    private final boolean deterministic;
    private final int explained;

    /** One whose steps are not explained. */
    public SequenceSpecification(int[] prompt, String adapterDigest, Rows rows, int capacity, boolean deterministic) {
        this(prompt, adapterDigest, rows, capacity, deterministic, 0);
    }

    /**
     * @param prompt token ids, at least one
     * @param adapterDigest of the warm row's adapter; null only where rows is BASE
     * @param rows which models run
     * @param capacity the most tokens the sequence will hold: prompt and answer
     * @param deterministic whether kernels are used that do not depend on the batch
     * @param explained how many of the most probable tokens of each row a step should have at hand, 0..{@value TopTokens#MOST}
     */
    public SequenceSpecification(
            int[] prompt, String adapterDigest, Rows rows, int capacity, boolean deterministic, int explained) {
        Objects.requireNonNull(rows, "rows");
        if (prompt.length == 0) {
            throw new IllegalArgumentException("The prompt has no tokens; it needs at least one.");
        }
        if (capacity <= prompt.length) {
            throw new IllegalArgumentException("The capacity is " + capacity + " tokens, but the prompt has "
                    + prompt.length + "; it must leave room for at least one answer token.");
        }
        if (adapterDigest == null && rows.warm()) {
            throw new IllegalArgumentException(
                    "Rows " + rows + " need an adapter's digest; only BASE runs without one.");
        }
        if (explained < 0 || explained > TopTokens.MOST) {
            throw new IllegalArgumentException(
                    "explain is " + explained + "; it must lie in 0.." + TopTokens.MOST + ".");
        }
        this.prompt = prompt.clone();
        this.adapterDigest = adapterDigest;
        this.rows = rows;
        this.capacity = capacity;
        this.deterministic = deterministic;
        this.explained = explained;
    }

    /** A copy of the prompt's token ids. */
    public int[] prompt() {
        return prompt.clone();
    }

    public int promptLength() {
        return prompt.length;
    }

    public String adapterDigest() {
        return adapterDigest;
    }

    public Rows rows() {
        return rows;
    }

    public int capacity() {
        return capacity;
    }

    public boolean deterministic() {
        return deterministic;
    }

    public int explained() {
        return explained;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceSpecification that
                && Arrays.equals(prompt, that.prompt)
                && Objects.equals(adapterDigest, that.adapterDigest)
                && rows == that.rows
                && capacity == that.capacity
                && deterministic == that.deterministic
                && explained == that.explained;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(prompt), adapterDigest, rows, capacity, deterministic, explained);
    }

    @Override
    public String toString() {
        return "SequenceSpecification[prompt of " + prompt.length + " tokens, adapter " + adapterDigest + ", rows "
                + rows + ", capacity " + capacity + (deterministic ? ", deterministic]" : "]");
    }
}
