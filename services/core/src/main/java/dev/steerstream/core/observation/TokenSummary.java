package dev.steerstream.core.observation;

/**
 * One answer token without a mask, where the sums over the vocabulary are known: the tokens whose vector value matters one by one, all
 * others as lumps of nearly the same value (see {@link ObservationBuilder} for the lumps' bound). Immutable; the arrays given in are the
 * summary's from then on.
 */
public final class TokenSummary {
    private static final double[] NONE = {};

    private final double goldLogProbability;
    private final double goldVector;
    private final double mean;
    private final double meanSquare;
    private final double squaredNorm;
    private final double[] logWeights;
    private final double[] vectors;
    private final double[] lumpVariances;
    private final double[] lumpWidths;

    /**
     * @param goldLogProbability of the reference token under warm, over the whole vocabulary
     * @param goldVector its vector value
     * @param mean sum p v over the vocabulary, v the vector
     * @param meanSquare sum p v^2
     * @param squaredNorm sum v^2
     * @param logWeights log p of the tokens told one by one, then log mass of the lumps
     * @param vectors v of the same; a lump's mean
     * @param lumpVariances Var(v) within each lump
     * @param lumpWidths the width of the interval that each lump's values lie in
     */
    TokenSummary(
            double goldLogProbability,
            double goldVector,
            double mean,
            double meanSquare,
            double squaredNorm,
            double[] logWeights,
            double[] vectors,
            double[] lumpVariances,
            double[] lumpWidths) {
        this.goldLogProbability = goldLogProbability;
        this.goldVector = goldVector;
        this.mean = mean;
        this.meanSquare = meanSquare;
        this.squaredNorm = squaredNorm;
        this.logWeights = logWeights;
        this.vectors = vectors;
        this.lumpVariances = lumpVariances;
        this.lumpWidths = lumpWidths;
    }

    /**
     * Of the tokens with the largest |v|, and the others as one lump, whose values lie within the smallest listed |v| of 0.
     *
     * @param goldLogProbability of the reference token under warm, over the whole vocabulary
     * @param goldVector its vector value
     * @param logProbabilities of the listed tokens under warm, at least one
     * @param vectors v of the listed tokens
     * @param restMass sum of the other tokens' probabilities under warm
     * @param restSum sum of their probability times v
     * @param restSquares sum of their probability times v squared
     */
    public static TokenSummary ofLargest(
            double goldLogProbability,
            double goldVector,
            double[] logProbabilities,
            double[] vectors,
            double restMass,
            double restSum,
            double restSquares) {
        int listed = vectors.length;
        if (listed == 0 || logProbabilities.length != listed) {
            throw new IllegalArgumentException("A summary lists at least one token with probability and vector; got "
                    + logProbabilities.length + " and " + listed + ".");
        }
        boolean lump = restMass > 0;
        double[] logWeights = new double[listed + (lump ? 1 : 0)];
        double[] values = new double[logWeights.length];
        double mean = restSum;
        double meanSquare = restSquares;
        double squaredNorm = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < listed; i++) {
            double v = vectors[i];
            double p = Math.exp(logProbabilities[i]);
            logWeights[i] = logProbabilities[i];
            values[i] = v;
            mean += p * v;
            meanSquare += p * v * v;
            squaredNorm += v * v;
            smallest = Math.min(smallest, Math.abs(v));
        }
        double[] variances = NONE;
        double[] widths = NONE;
        if (lump) {
            double rest = restSum / restMass;
            logWeights[listed] = Math.log(restMass);
            values[listed] = rest;
            variances = new double[] {Math.max(0, restSquares / restMass - rest * rest)};
            widths = new double[] {2 * smallest};
        }
        return new TokenSummary(
                goldLogProbability, goldVector, mean, meanSquare, squaredNorm, logWeights, values, variances, widths);
    }

    /** {@code -log softmax(z + strength v)[gold]} over the whole vocabulary, in nats. */
    public double loss(double strength) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < vectors.length; j++) {
            max = Math.max(max, exponent(j, strength));
        }
        double sum = 0;
        for (int j = 0; j < vectors.length; j++) {
            sum += Math.exp(exponent(j, strength) - max);
        }
        return max + Math.log(sum) - goldLogProbability - strength * goldVector;
    }

    private double exponent(int entry, double strength) {
        int lump = entry - (vectors.length - lumpVariances.length);
        double spread = lump < 0 ? 0 : 0.5 * strength * strength * lumpVariances[lump];
        return logWeights[entry] + strength * vectors[entry] + spread;
    }

    /** @param vocabularySize how many tokens could be chosen */
    TokenObservation observation(int group, int vocabularySize) {
        return new TokenObservation(
                group,
                vocabularySize,
                goldLogProbability,
                goldVector,
                mean,
                Math.max(0, meanSquare - mean * mean),
                squaredNorm,
                mean,
                logWeights,
                vectors,
                lumpVariances,
                lumpWidths);
    }
}
