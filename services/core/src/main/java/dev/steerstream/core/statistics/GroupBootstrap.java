package dev.steerstream.core.statistics;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
        return intervals(groups, List.of(statistic)).get(0);
    }

    /** The intervals of several statistics over the same draws: those of paired differences are comparable, and the drawing is done once. */
    public List<Interval> intervals(int groups, List<ToDoubleFunction<int[]>> statistics) {
        if (groups < 2) {
            return Collections.nCopies(statistics.size(), Interval.UNKNOWN);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[statistics.size()][draws]; // [statistic][draw]
        int[] weights = new int[groups];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < groups; i++) {
                weights[random.nextInt(groups)]++;
            }
            for (int s = 0; s < values.length; s++) {
                values[s][draw] = statistics.get(s).applyAsDouble(weights);
            }
        }
        return Arrays.stream(values).map(Interval::ofDraws).toList();
    }
}
