package dev.steerstream.core.observation;

import java.util.Arrays;

/**
 * Makes a {@link TokenSummary} of a vector's values over the vocabulary: tokens that come one by one, and lumps of nearly equal values that
 * somebody has summed already. Neighbours by value are joined while that is harmless, so that a summary has tens of entries whatever came in.
 *
 * <p>A lump of width W that has the share s of the steered distribution changes the token's loss by at most
 * {@code s expm1((|strength| W)^3 / (36 sqrt 3))}, see {@link ObservationBuilder}. Lumps are joined while that stays below
 * {@value #TOLERANCE} nats for all of them together at strengths of -reach, -reach / 2, reach / 2 and reach, whose normalisers are known
 * exactly; at every strength the objective states the bound itself. At most {@value #MOST_LUMPS} lumps may use their part of the tolerance;
 * what is left then stays as it came.
 *
 * <p>A reused workspace. Not thread-safe: one thread.
 */
public final class SummaryBuilder {
    static final double TOLERANCE = 1e-6;
    static final int MOST_LUMPS = 64;

    /** Low bits of a sorted value's key that hold its index. */
    private static final int INDEX_BITS = 20;

    private static final long INDEX = (1L << INDEX_BITS) - 1;

    private double[] logWeights = new double[256];
    private double[] values = new double[256];
    private long[] keys = new long[256];
    private int tokens;

    private Lump[] summed = new Lump[0];
    private int summedCount;

    private double[] outLogWeights = new double[256];
    private double[] outVectors = new double[256];
    private int out;
    private double[] lumpLogMasses = new double[256];
    private double[] lumpMeans = new double[256];
    private double[] lumpVariances = new double[256];
    private double[] lumpWidths = new double[256];
    private int lumps;

    private final Lump next = new Lump();
    private final Lump current = new Lump();
    private final double[] normalisers = new double[4];
    private double reach;
    private double mean;

    /**
     * Begins a token.
     *
     * @param largestStrength the reach
     * @param vectorMean sum p v over the vocabulary
     */
    public void begin(double largestStrength, double vectorMean) {
        reach = largestStrength;
        mean = vectorMean;
        tokens = 0;
        summedCount = 0;
        out = 0;
        lumps = 0;
    }

    /** Adds a token with its log probability and vector value. */
    public void add(double logWeight, double value) {
        if (tokens == values.length) {
            logWeights = Arrays.copyOf(logWeights, 2 * tokens);
            values = Arrays.copyOf(values, 2 * tokens);
            keys = Arrays.copyOf(keys, 2 * tokens);
        }
        logWeights[tokens] = logWeight;
        values[tokens] = value;
        keys[tokens] = key(value, tokens);
        tokens++;
    }

    /** Adds tokens whose values lie between low and high; such lumps come in ascending order. */
    public void addLump(double mass, double lumpMean, double variance, double low, double high) {
        if (summedCount == summed.length) {
            summed = Arrays.copyOf(summed, Math.max(64, 2 * summedCount));
            for (int i = summedCount; i < summed.length; i++) {
                summed[i] = new Lump();
            }
        }
        summed[summedCount++].set(mass, lumpMean, variance, low, high);
    }

    /** Adds tokens that stay a lump of their own: their values may lie among those of others. */
    public void addRest(double mass, double lumpMean, double variance, double width) {
        emit(mass, lumpMean, variance, width);
    }

    /**
     * Ends a token.
     *
     * @param goldLogProbability of the reference token under warm
     * @param goldVector its vector value
     * @param meanSquare sum p v^2 over the vocabulary
     * @param squaredNorm sum v^2
     */
    public TokenSummary build(double goldLogProbability, double goldVector, double meanSquare, double squaredNorm) {
        Arrays.sort(keys, 0, tokens);
        normalise();
        int token = 0;
        int lump = 0;
        boolean begun = false;
        while (token < tokens || lump < summedCount) {
            boolean isToken =
                    lump == summedCount || (token < tokens && values[(int) (keys[token] & INDEX)] < summed[lump].low());
            Lump entry = isToken ? token((int) (keys[token++] & INDEX)) : summed[lump++];
            if (begun && harmless(entry)) {
                current.join(entry);
                continue;
            }
            if (begun) {
                emit(current);
            }
            current.copy(entry);
            begun = true;
        }
        if (begun) {
            emit(current);
        }
        return summary(goldLogProbability, goldVector, meanSquare, squaredNorm);
    }

    /** Normalisers of the steered distribution at the four strengths. */
    private void normalise() {
        Arrays.fill(normalisers, 0);
        for (int i = 0; i < tokens; i++) {
            normalise(Math.exp(logWeights[i]), values[i]);
        }
        for (int i = 0; i < summedCount; i++) {
            normalise(summed[i].mass(), summed[i].mean());
        }
        for (int i = 0; i < summedCount; i++) {
            weigh(summed[i]);
        }
    }

    private void normalise(double mass, double value) {
        double half = Math.exp(reach / 2 * (value - mean));
        normalisers[0] += mass / (half * half);
        normalisers[1] += mass / half;
        normalisers[2] += mass * half;
        normalisers[3] += mass * half * half;
    }

    /** Shares at the four strengths; at half the reach a width counts an eighth. */
    private void weigh(Lump lump) {
        double half = Math.exp(reach / 2 * (lump.mean() - mean));
        double whole = Math.max(1 / (half * half * normalisers[0]), half * half / normalisers[3]);
        double middle = Math.max(1 / (half * normalisers[1]), half / normalisers[2]) / 8;
        lump.weigh(lump.mass() * Math.max(whole, middle));
    }

    private Lump token(int index) {
        next.setToken(index, Math.exp(logWeights[index]), values[index]);
        weigh(next);
        return next;
    }

    private boolean harmless(Lump entry) {
        if (lumps >= MOST_LUMPS) {
            return false;
        }
        double wide = reach * current.widthWith(entry);
        double wrong = Math.expm1(wide * wide * wide / StrengthObjective.CUBIC);
        return (current.weight() + entry.weight()) * wrong <= TOLERANCE / MOST_LUMPS;
    }

    private void emit(Lump lump) {
        if (!lump.isToken()) {
            emit(lump.mass(), lump.mean(), lump.variance(), lump.width());
            return;
        }
        if (out == outVectors.length) {
            outLogWeights = Arrays.copyOf(outLogWeights, 2 * out);
            outVectors = Arrays.copyOf(outVectors, 2 * out);
        }
        outLogWeights[out] = logWeights[lump.index()];
        outVectors[out++] = values[lump.index()];
    }

    private void emit(double mass, double lumpMean, double variance, double width) {
        if (mass <= 0) {
            return;
        }
        if (lumps == lumpMeans.length) {
            lumpLogMasses = Arrays.copyOf(lumpLogMasses, 2 * lumps);
            lumpMeans = Arrays.copyOf(lumpMeans, 2 * lumps);
            lumpVariances = Arrays.copyOf(lumpVariances, 2 * lumps);
            lumpWidths = Arrays.copyOf(lumpWidths, 2 * lumps);
        }
        lumpLogMasses[lumps] = Math.log(mass);
        lumpMeans[lumps] = lumpMean;
        lumpVariances[lumps] = variance;
        lumpWidths[lumps++] = width;
    }

    private TokenSummary summary(double goldLogProbability, double goldVector, double meanSquare, double squaredNorm) {
        double[] weights = Arrays.copyOf(outLogWeights, out + lumps);
        double[] vectors = Arrays.copyOf(outVectors, out + lumps);
        System.arraycopy(lumpLogMasses, 0, weights, out, lumps);
        System.arraycopy(lumpMeans, 0, vectors, out, lumps);
        return new TokenSummary(
                goldLogProbability,
                goldVector,
                mean,
                meanSquare,
                squaredNorm,
                weights,
                vectors,
                Arrays.copyOf(lumpVariances, lumps),
                Arrays.copyOf(lumpWidths, lumps));
    }

    /** Orders as the value does but for its last bits, in which the index stands. */
    private static long key(double value, int index) {
        long bits = Double.doubleToRawLongBits(value);
        return ((bits ^ ((bits >> 63) & Long.MAX_VALUE)) & ~INDEX) | index;
    }
}
