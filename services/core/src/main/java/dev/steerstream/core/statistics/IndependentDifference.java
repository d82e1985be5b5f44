package dev.steerstream.core.statistics;

import java.util.SplittableRandom;

/**
 * How the means of two samples of different things differ, with a percentile bootstrap that draws from each sample anew (Efron and Tibshirani, "An
 * Introduction to the Bootstrap", 1993, chapter 8). The same seed gives the same draws.
 *
 * @param mean second minus first
 * @param interval {@link Interval#UNKNOWN} where a sample has fewer than two members
 */
public record IndependentDifference(double mean, Interval interval) {

    /** @param draws at least {@link GroupBootstrap#FEWEST_DRAWS} */
    public static IndependentDifference of(double[] first, double[] second, int draws, long seed) {
        if (draws < GroupBootstrap.FEWEST_DRAWS) {
            throw new IllegalArgumentException("The bootstrap has " + draws
                    + " draws; a percentile interval needs at least " + GroupBootstrap.FEWEST_DRAWS + ".");
        }
        if (first.length == 0 || second.length == 0) return new IndependentDifference(Double.NaN, Interval.UNKNOWN);
        double mean = mean(second) - mean(first);
        if (first.length < 2 || second.length < 2) return new IndependentDifference(mean, Interval.UNKNOWN);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            values[draw] = drawnMean(second, random) - drawnMean(first, random);
        }
        return new IndependentDifference(mean, Interval.ofDraws(values));
    }

    private static double mean(double[] sample) {
        double sum = 0;
        for (double value : sample) sum += value;
        return sum / sample.length;
    }

    private static double drawnMean(double[] sample, SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < sample.length; i++) sum += sample[random.nextInt(sample.length)];
        return sum / sample.length;
    }
}
