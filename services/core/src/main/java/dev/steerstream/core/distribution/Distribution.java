package dev.steerstream.core.distribution;

/**
 * The next-token distribution of one row (base or warm) in one context: {@code p = softmax(z)} over the whole vocabulary.
 *
 * <p>A reused buffer of two arrays of {@code vocab} doubles: {@link #set} overwrites it. After {@code set}: every log-probability is
 * finite and at most about 0, every probability is in [0, 1] (0 where it underflows), and they sum to 1 up to rounding.
 * Not thread-safe: one thread.
 */
public final class Distribution {
    /** Below this, exp is 0 in double: skipping it changes nothing. */
    private static final double UNDERFLOW = -746;

    private final String row;
    private final double[] logProbabilities;
    private final double[] probabilities;
    private double maximum = Double.NaN;
    private double logSum = Double.NaN;

    /** @param row names the row in errors: {@code base} or {@code warm} */
    public Distribution(String row, int vocabularySize) {
        this.row = row;
        this.logProbabilities = new double[vocabularySize];
        this.probabilities = new double[vocabularySize];
    }

    /**
     * Computes {@code log p(v) = z(v) - max - log sum exp(z - max)}.
     *
     * @param logits {@code [vocab]}, all finite
     * @param position index of the answer's token, for the error only
     * @throws NonFiniteLogitsException where a logit is NaN or infinite (minus infinity too)
     */
    public Distribution set(float[] logits, int position) {
        requireSize(logits);
        double max = Logits.requireFinite(logits, row, position);
        double sum = 0;
        for (int v = 0; v < logits.length; v++) {
            double shifted = logits[v] - max;
            double e = shifted < UNDERFLOW ? 0 : Math.exp(shifted);
            logProbabilities[v] = shifted;
            probabilities[v] = e;
            sum += e;
        }
        maximum = max;
        logSum = Math.log(sum);
        double scale = 1 / sum;
        for (int v = 0; v < logits.length; v++) {
            logProbabilities[v] -= logSum;
            probabilities[v] *= scale;
        }
        return this;
    }

    private void requireSize(float[] logits) {
        if (logits.length != logProbabilities.length) {
            throw new IllegalArgumentException("The " + row + " row has " + logits.length
                    + " logits, but the vocabulary has " + logProbabilities.length + " tokens.");
        }
    }

    public int size() {
        return logProbabilities.length;
    }

    /** {@code log p(token)} in nats. */
    public double logProbability(int token) {
        return logProbabilities[token];
    }

    /** {@code p(token)}. */
    public double probability(int token) {
        return probabilities[token];
    }

    /** The largest logit. */
    public double maximum() {
        return maximum;
    }

    /** {@code log sum exp(z - maximum)}: kept apart from the maximum, in which it would drown where logits are huge. */
    public double logSum() {
        return logSum;
    }

    /** {@code KL(this || other)} in nats, never below 0; a term with p = 0 is 0. */
    public double divergence(Distribution other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException(
                    "Two rows of different vocabularies: " + size() + " and " + other.size() + " tokens.");
        }
        double sum = 0;
        for (int v = 0; v < probabilities.length; v++) {
            double p = probabilities[v];
            if (p > 0) {
                sum += p * (logProbabilities[v] - other.logProbabilities[v]);
            }
        }
        return Math.max(0, sum);
    }
}
