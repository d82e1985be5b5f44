package dev.steerstream.core.decoding.sequence;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.sampling.RankedCandidates;
import dev.steerstream.core.steering.SteeredTokens;
import java.util.Arrays;

/**
 * The most probable tokens of one place, best first, ties by the lowest id: under the steered distribution (after bans, mask and steering;
 * before bias, penalties and temperature), or under one model's own over the whole vocabulary. Fewer than asked where fewer survive. Immutable; equality
 * is by content.
 */
public final class TopTokens {
    /** As many as OpenAI's API gives. */
    public static final int MOST = 20;

    private static final TopTokens NONE = new TopTokens(new int[0], new double[0]);

    private final int[] tokens;
    private final double[] logProbabilities;

    private TopTokens(int[] tokens, double[] logProbabilities) {
        this.tokens = tokens;
        this.logProbabilities = logProbabilities;
    }

    /** The best {@code count} of a computed step. */
    public static TopTokens of(SteeredTokens step, int count, RankedCandidates ranked) {
        if (count == 0) {
            return NONE;
        }
        int size = Math.min(count, step.candidates().size());
        int[] tokens = new int[size];
        double[] logProbabilities = new double[size];
        ranked.set(step.candidates());
        for (int i = 0; i < size; i++) {
            tokens[i] = step.candidates().token(ranked.poll());
            logProbabilities[i] = step.steeredLogProbability(tokens[i]);
        }
        return new TopTokens(tokens, logProbabilities);
    }

    /** The best {@code count} of a model's row. The buffers are free to use. */
    public static TopTokens of(float[] row, int count, Candidates buffer, RankedCandidates ranked) {
        buffer.clear();
        for (int v = 0; v < row.length; v++) {
            buffer.add(v, row[v]);
        }
        double maximum = buffer.maximum();
        double logSum = buffer.logSum(maximum);
        ranked.set(buffer);
        int[] tokens = new int[Math.min(count, row.length)];
        double[] logProbabilities = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            int candidate = ranked.poll();
            tokens[i] = buffer.token(candidate);
            logProbabilities[i] = buffer.logit(candidate) - maximum - logSum;
        }
        return new TopTokens(tokens, logProbabilities);
    }

    /**
     * What a model has found by itself.
     *
     * @param tokens ids, best first but for ties, whose order is put right here
     * @param logProbabilities theirs in nats
     */
    public static TopTokens found(int[] tokens, double[] logProbabilities) {
        int[] ids = tokens.clone();
        double[] values = logProbabilities.clone();
        for (int i = 1; i < ids.length; i++) {
            for (int j = i; j > 0 && values[j] == values[j - 1] && ids[j] < ids[j - 1]; j--) {
                int lower = ids[j];
                ids[j] = ids[j - 1];
                ids[j - 1] = lower;
            }
        }
        return new TopTokens(ids, values);
    }

    /** The best {@code count} of them. */
    public TopTokens first(int count) {
        return count >= size()
                ? this
                : new TopTokens(Arrays.copyOf(tokens, count), Arrays.copyOf(logProbabilities, count));
    }

    public int size() {
        return tokens.length;
    }

    /** The id at a rank, {@code 0 <= rank < size()}. */
    public int token(int rank) {
        return tokens[rank];
    }

    /** Its log-probability in nats. */
    public double logProbability(int rank) {
        return logProbabilities[rank];
    }

    /** A copy of the ids, best first. */
    public int[] tokens() {
        return Arrays.copyOf(tokens, tokens.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopTokens that
                && Arrays.equals(tokens, that.tokens)
                && Arrays.equals(logProbabilities, that.logProbabilities);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(logProbabilities);
    }

    @Override
    public String toString() {
        return Arrays.toString(tokens) + " with " + Arrays.toString(logProbabilities);
    }
}
