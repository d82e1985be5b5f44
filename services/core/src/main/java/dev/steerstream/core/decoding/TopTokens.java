package dev.steerstream.core.decoding;

import dev.steerstream.core.sampling.RankedCandidates;
import dev.steerstream.core.steering.SteeredTokens;
import java.util.Arrays;

/**
 * The most probable tokens of one place under the steered distribution (after bans, mask and steering; before bias, penalties and
 * temperature), best first, ties by the lowest id. Fewer than asked where fewer survive. Immutable.
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
    static TopTokens of(SteeredTokens step, int count, RankedCandidates ranked) {
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
}
