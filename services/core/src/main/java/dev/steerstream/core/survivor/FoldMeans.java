package dev.steerstream.core.survivor;

/**
 * Means of a task's vectors, dense over the vocabulary, summed fold by fold: so that the static vector which a token is fitted or judged with
 * never saw that token. Memory: {@code folds * vocab} doubles. Grows on one thread, then is only read.
 */
public final class FoldMeans {
    private final double[][] sums;
    private final long[] tokens;

    public FoldMeans(int folds, int vocabularySize) {
        sums = new double[folds][vocabularySize];
        tokens = new long[folds];
    }

    /** Adds one token's vector {@code [vocab]}. */
    public void add(int fold, double[] vector) {
        for (int v = 0; v < vector.length; v++) {
            sums[fold][v] += vector[v];
        }
        tokens[fold]++;
    }

    /** Adds the sum {@code [vocab]} of so many tokens' vectors. */
    public void add(int fold, float[] sum, long count) {
        for (int v = 0; v < sum.length; v++) {
            sums[fold][v] += sum[v];
        }
        tokens[fold] += count;
    }

    /** The mean at one token over all folds but two, which may be the same, or -1 for none; 0 where no token is left. */
    public double value(int token, int without, int orWithout) {
        double sum = 0;
        long count = 0;
        for (int fold = 0; fold < sums.length; fold++) {
            if (fold != without && fold != orWithout) {
                sum += sums[fold][token];
                count += tokens[fold];
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** The mean over all folds, {@code [vocab]}: what decoding uses. */
    public float[] all() {
        return without(-1);
    }

    /** The mean over all folds but one, {@code [vocab]}. */
    public float[] without(int fold) {
        float[] mean = new float[sums[0].length];
        for (int v = 0; v < mean.length; v++) {
            mean[v] = (float) value(v, fold, -1);
        }
        return mean;
    }
}
