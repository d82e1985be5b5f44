package dev.steerstream.core.adjustment;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is added to single tokens' logits after steering. It brings no removed token back. Immutable and thread-safe.
 */
public final class LogitBias {
    private static final LogitBias NONE = new LogitBias(Map.of());

    private final int[] tokens;
    private final double[] amounts;

    /** @param biases finite amounts in logit units by token id */
    public LogitBias(Map<Integer, Double> biases) {
        SortedMap<Integer, Double> sorted = new TreeMap<>(biases);
        tokens = new int[sorted.size()];
        amounts = new double[sorted.size()];
        int i = 0;
        for (Map.Entry<Integer, Double> bias : sorted.entrySet()) {
            if (!Double.isFinite(bias.getValue())) {
                throw new IllegalArgumentException("The bias of token " + bias.getKey() + " is " + bias.getValue()
                        + "; it must be finite. Ban a token to remove it.");
            }
            tokens[i] = bias.getKey();
            amounts[i++] = bias.getValue();
        }
    }

    public static LogitBias none() {
        return NONE;
    }

    /** Whether no token has a bias. */
    public boolean isNone() {
        return tokens.length == 0;
    }

    void apply(Candidates candidates, int position) {
        for (int i = 0; i < tokens.length; i++) {
            int index = candidates.indexOf(tokens[i]);
            if (index >= 0) {
                double biased = candidates.logit(index) + amounts[i];
                if (!Double.isFinite(biased)) {
                    throw new NonFiniteLogitsException("adjusted", position, tokens[i], biased);
                }
                candidates.set(index, biased);
            }
        }
    }
}
