package dev.steerstream.core.distribution;

import java.util.Arrays;

/**
 * The tokens that may be chosen at one step, ascending by id, each with its logit. A token that was removed is not in it: there is
 * no minus infinity to do arithmetic on.
 *
 * <p>A reused buffer: {@link #clear} and {@link #add} refill it. Not thread-safe: one thread.
 */
public final class Candidates {
    private final int[] tokens;
    private final double[] logits;
    private int size;

    public Candidates(int vocabularySize) {
        tokens = new int[vocabularySize];
        logits = new double[vocabularySize];
    }

    public void clear() {
        size = 0;
    }

    /** Appends a token; ids must come in ascending order. */
    public void add(int token, double logit) {
        tokens[size] = token;
        logits[size] = logit;
        size++;
    }

    public int size() {
        return size;
    }

    /** The id at an index, {@code 0 <= index < size()}. */
    public int token(int index) {
        return tokens[index];
    }

    /** The logit at an index, {@code 0 <= index < size()}. */
    public double logit(int index) {
        return logits[index];
    }

    /** Gives the logit at an index another value. */
    public void set(int index, double logit) {
        logits[index] = logit;
    }

    /** Becomes a copy of other candidates of the same vocabulary. */
    public void copyFrom(Candidates other) {
        System.arraycopy(other.tokens, 0, tokens, 0, other.size);
        System.arraycopy(other.logits, 0, logits, 0, other.size);
        size = other.size;
    }

    /** The index of a token, or a negative number where it was removed. */
    public int indexOf(int token) {
        return Arrays.binarySearch(tokens, 0, size, token);
    }

    /** The index of the largest logit; among equals the lowest id; -1 when empty. */
    public int argmax() {
        int best = -1;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            if (best < 0 || logits[i] > max) {
                best = i;
                max = logits[i];
            }
        }
        return best;
    }

    /** The largest logit; minus infinity when empty. */
    public double maximum() {
        int best = argmax();
        return best < 0 ? Double.NEGATIVE_INFINITY : logits[best];
    }

    /**
     * {@code log sum exp(z - maximum)}: kept apart from the maximum, in which it would drown where logits are huge.
     *
     * @param maximum what {@link #maximum} says
     */
    public double logSum(double maximum) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.exp(logits[i] - maximum);
        }
        return Math.log(sum);
    }
}
