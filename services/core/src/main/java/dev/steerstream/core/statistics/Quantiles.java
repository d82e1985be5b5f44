package dev.steerstream.core.statistics;

import java.util.Arrays;

/** Sample quantiles with linear interpolation between order statistics (Hyndman and Fan's type 7). Stateless. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * @param sorted ascending, at least one value
     * @param probability 0..1
     */
    public static double of(double[] sorted, double probability) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("A quantile needs at least one value.");
        }
        double place = probability * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        double share = place - below;
        return share == 0 ? sorted[below] : sorted[below] + share * (sorted[above] - sorted[below]);
    }

    /** A sorted copy. */
    public static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
