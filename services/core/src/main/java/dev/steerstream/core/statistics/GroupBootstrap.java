package dev.steerstream.core.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
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
        List<Double> values = draws(groups, statistic::applyAsDouble);
        return values.isEmpty()
                ? Interval.UNKNOWN
                : Interval.ofDraws(
                        values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * A statistic of several numbers.
     *
     * @param statistic of the weights {@code [groups]}: how often each group was drawn; the array is reused
     * @return one value a draw; none for fewer than two groups
     */
    public <T> List<T> draws(int groups, Function<int[], T> statistic) {
        List<T> values = new ArrayList<>();
        if (groups < 2) {
            return values;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] weights = new int[groups];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < groups; i++) {
                weights[random.nextInt(groups)]++;
            }
            values.add(statistic.apply(weights));
        }
        return values;
    }
}
