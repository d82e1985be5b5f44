package dev.steerstream.core.calibration;

import java.util.stream.IntStream;

/**
 * The mean of a task's steering vectors, {@code [vocab]} in logit units. Grows on one thread, then is only read.
 */
public final class MeanVector {
    private final double[] sum;
    private long tokens;

    public MeanVector(int vocabularySize) {
        sum = new double[vocabularySize];
    }

    void add(double[] vector) {
        for (int v = 0; v < sum.length; v++) {
            sum[v] += vector[v];
        }
        tokens++;
    }

    /** @param values sums over so many tokens, {@code [vocab]} */
    public void add(float[] values, long count) {
        for (int v = 0; v < sum.length; v++) {
            sum[v] += values[v];
        }
        tokens += count;
    }

    /** How many answer tokens it is the mean of. */
    public long tokens() {
        return tokens;
    }

    /** The mean at one token; 0 where there were no tokens. */
    public double value(int token) {
        return tokens == 0 ? 0 : sum[token] / tokens;
    }

    /** A copy of the mean, rounded to float. */
    public float[] toFloats() {
        float[] mean = new float[sum.length];
        for (int v = 0; v < mean.length; v++) {
            mean[v] = (float) value(v);
        }
        return mean;
    }

    /**
     * The tokens that a strength pushes up most: largest {@code strength * mean}, ties by the lowest id. With the strength's sign turned they
     * are the most pushed down.
     */
    public int[] mostPromoted(double strength, int count) {
        return IntStream.range(0, sum.length)
                .boxed()
                .sorted((a, b) -> {
                    int byValue = Double.compare(strength * sum[b], strength * sum[a]);
                    return byValue != 0 ? byValue : Integer.compare(a, b);
                })
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
