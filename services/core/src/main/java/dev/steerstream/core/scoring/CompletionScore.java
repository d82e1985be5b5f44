package dev.steerstream.core.scoring;

import java.util.Arrays;

/**
 * Log-probabilities in nats of one completion's tokens. Immutable: arrays are copied in and out.
 *
 * <p>Base and warm are over the whole vocabulary (warm is NaN where no adapter runs); steered is over the candidates, and minus infinity
 * for a token that the mask removes.
 */
public final class CompletionScore {
    private final int[] tokens;
    private final double[] base;
    private final double[] warm;
    private final double[] steered;

    CompletionScore(int[] tokens, double[] base, double[] warm, double[] steered) {
        this.tokens = tokens;
        this.base = base;
        this.warm = warm;
        this.steered = steered;
    }

    public int size() {
        return tokens.length;
    }

    public int[] tokens() {
        return Arrays.copyOf(tokens, tokens.length);
    }

    public double[] base() {
        return Arrays.copyOf(base, base.length);
    }

    public double[] warm() {
        return Arrays.copyOf(warm, warm.length);
    }

    public double[] steered() {
        return Arrays.copyOf(steered, steered.length);
    }

    /** Whether the mask removes the token at a place. */
    public boolean removed(int place) {
        return steered[place] == Double.NEGATIVE_INFINITY;
    }
}
