package dev.steerstream.core.observation;

/**
 * One answer token without a mask, where the engine has already summed over the vocabulary: the tokens with the largest
 * |delta| one by one, all others as one lump. The lump's delta values lie within the smallest listed |delta| of 0, so the
 * bound of {@link ObservationBuilder} holds with twice that width. The arrays are the maker's: receivers read, never keep or
 * change them.
 */
public final class TokenSummary {
    private static final double[] NONE = {};

    private final double goldLogProbability;
    private final double goldVector;
    private final double[] logProbabilities;
    private final double[] vectors;
    private final double restMass;
    private final double restSum;
    private final double restSquares;

    /**
     * @param goldLogProbability of the reference token under warm, over the whole vocabulary
     * @param goldVector its delta
     * @param logProbabilities of the listed tokens under warm, at least one
     * @param vectors delta of the listed tokens
     * @param restMass sum of the other tokens' probabilities under warm
     * @param restSum sum of their probability times delta
     * @param restSquares sum of their probability times delta squared
     */
    public TokenSummary(
            double goldLogProbability,
            double goldVector,
            double[] logProbabilities,
            double[] vectors,
            double restMass,
            double restSum,
            double restSquares) {
        if (logProbabilities.length == 0 || logProbabilities.length != vectors.length) {
            throw new IllegalArgumentException("A summary lists at least one token with probability and vector; got "
                    + logProbabilities.length + " and " + vectors.length + ".");
        }
        this.goldLogProbability = goldLogProbability;
        this.goldVector = goldVector;
        this.logProbabilities = logProbabilities;
        this.vectors = vectors;
        this.restMass = restMass;
        this.restSum = restSum;
        this.restSquares = restSquares;
    }

    /** @param vocabularySize how many tokens could be chosen */
    TokenObservation observation(int group, int vocabularySize) {
        int listed = vectors.length;
        boolean lump = restMass > 0;
        double[] logWeights = new double[listed + (lump ? 1 : 0)];
        double[] values = new double[logWeights.length];
        double mean = restSum;
        double meanSquare = restSquares;
        double squaredNorm = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < listed; i++) {
            double delta = vectors[i];
            double q = Math.exp(logProbabilities[i]);
            logWeights[i] = logProbabilities[i];
            values[i] = delta;
            mean += q * delta;
            meanSquare += q * delta * delta;
            squaredNorm += delta * delta;
            smallest = Math.min(smallest, Math.abs(delta));
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
                values,
                variances,
                widths);
    }
}
