package dev.steerstream.core.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap over groups: each draw takes as many groups as there are, with replacement, so that rows of one prompt stay together
 * (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993). The same seed gives the same draws. Immutable.
 *
 * @param draws at least 200
 * @param seed of the draws
 */
public record GroupBootstrap(int draws, long seed) {
    public static final int FEWEST_DRAWS = 200;

    public GroupBootstrap {
        if (draws < FEWEST_DRAWS) {
            throw new IllegalArgumentException("The bootstrap has " + draws
                    + " draws; a percentile interval needs at least " + FEWEST_DRAWS + ".");
        }
    }

    /**
     * The interval of a statistic.
     *
     * @param groups how many groups there are
     * @param statistic of the weights {@code [groups]}: how often each group was drawn; the array is reused
     * @return {@link Interval#UNKNOWN} for fewer than two groups
     */
    public Interval interval(int groups, ToDoubleFunction<int[]> statistic) {
        if (groups < 2) {
            return Interval.UNKNOWN;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[draws];
        int[] weights = new int[groups];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < groups; i++) {
                weights[random.nextInt(groups)]++;
            }
            values[draw] = statistic.applyAsDouble(weights);
        }
        return Interval.ofDraws(values);
    }
}
