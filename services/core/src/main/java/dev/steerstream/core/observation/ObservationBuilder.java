package dev.steerstream.core.observation;

import java.util.Arrays;

/**
 * Makes the {@link TokenObservation} of one token: candidates are added one by one, then built.
 *
 * <p>Up to {@value #KEEP_ALL} candidates are kept exactly. With more (no mask, or a finite penalty) the tail is lumped by
 * {@link VectorBins}. A lump of width W stands for {@code log E[exp(mu (delta - mean))]}, a cumulant generating function, cut after its
 * second term: since the third derivative of it is the third central moment of a variable on an interval of width W, at most
 * {@code W^3 / (6 sqrt 3)} in size, the lump's log mass is wrong by at most {@code (|mu| W)^3 / (36 sqrt 3)} at every mu. The objective sums
 * that bound over lumps by their share and reports it with each evaluation. A lump's log mass is convex in mu, so the loss stays convex.
 *
 * <p>A reused workspace of a few hundred kilobytes. Not thread-safe: one thread.
 */
public final class ObservationBuilder {
    static final int KEEP_ALL = 512;

    private static final double[] EMPTY = new double[0];

    private final double[] singleWeights;
    private final double[] singleVectors;
    private final double[] lumpMass = new double[VectorBins.COUNT];
    private final double[] lumpSum = new double[VectorBins.COUNT];
    private final double[] lumpSquares = new double[VectorBins.COUNT];
    private final int[] touched = new int[VectorBins.COUNT];
    private int singles;
    private int lumps;
    private boolean lumping;
    private double mean;
    private double meanSquare;
    private double squaredNorm;

    public ObservationBuilder(int vocabularySize) {
        singleWeights = new double[vocabularySize];
        singleVectors = new double[vocabularySize];
    }

    /** Begins a token with so many candidates. */
    public void begin(int candidates) {
        singles = 0;
        lumps = 0;
        lumping = candidates > KEEP_ALL;
        mean = 0;
        meanSquare = 0;
        squaredNorm = 0;
    }

    /**
     * Adds a candidate.
     *
     * @param q its probability among the candidates
     * @param logQ its logarithm
     * @param keep whether it must be kept by itself: the gold token
     */
    public void add(double q, double logQ, double delta, boolean keep) {
        mean += q * delta;
        meanSquare += q * delta * delta;
        squaredNorm += delta * delta;
        int bin = lumping && !keep ? VectorBins.of(delta, q) : VectorBins.KEPT;
        if (bin == VectorBins.KEPT) {
            singleWeights[singles] = logQ;
            singleVectors[singles++] = delta;
            return;
        }
        if (q == 0) { // below 1e-300: no strength in range brings it back
            return;
        }
        if (lumpMass[bin] == 0) {
            touched[lumps++] = bin;
        }
        double offset = delta - VectorBins.edge(bin);
        lumpMass[bin] += q;
        lumpSum[bin] += q * offset;
        lumpSquares[bin] += q * offset * offset;
    }

    /**
     * Ends a token.
     *
     * @param group index of its row's group
     * @param survivors how many tokens the mask kept
     * @param goldLogWeight log q of the gold token
     * @param goldVector delta of the gold token
     * @param publishedMean sum p_phi delta over the survivors, p_phi not renormalised
     */
    public TokenObservation build(
            int group, int survivors, double goldLogWeight, double goldVector, double publishedMean) {
        int size = singles + lumps;
        boolean pointMass = size <= 1;
        double[] logWeights = pointMass ? EMPTY : Arrays.copyOf(singleWeights, size);
        double[] vectors = pointMass ? EMPTY : Arrays.copyOf(singleVectors, size);
        double[] variances = lumps == 0 ? EMPTY : new double[lumps];
        double[] widths = lumps == 0 ? EMPTY : new double[lumps];
        Arrays.sort(touched, 0, lumps);
        for (int i = 0; i < lumps; i++) {
            int bin = touched[i];
            double mass = lumpMass[bin];
            double offset = lumpSum[bin] / mass;
            logWeights[singles + i] = Math.log(mass);
            vectors[singles + i] = VectorBins.edge(bin) + offset;
            variances[i] = Math.max(0, lumpSquares[bin] / mass - offset * offset);
            widths[i] = VectorBins.width(bin);
            lumpMass[bin] = 0;
            lumpSum[bin] = 0;
            lumpSquares[bin] = 0;
        }
        return new TokenObservation(
                group,
                survivors,
                pointMass ? 0 : goldLogWeight,
                goldVector,
                mean,
                pointMass ? 0 : Math.max(0, meanSquare - mean * mean),
                squaredNorm,
                publishedMean,
                logWeights,
                vectors,
                variances,
                widths);
    }
}
