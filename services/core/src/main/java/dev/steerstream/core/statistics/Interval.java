package dev.steerstream.core.statistics;

/**
 * A 95% percentile interval.
 *
 * @param low lower end; minus infinity where nothing is known
 * @param high upper end; infinity where nothing is known
 */
public record Interval(double low, double high) {
    /** What fewer than two groups say. */
    public static final Interval UNKNOWN = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** The interval between the 2.5% and the 97.5% quantile of the draws. */
    public static Interval ofDraws(double[] draws) {
        double[] sorted = Quantiles.sorted(draws);
        return new Interval(Quantiles.of(sorted, 0.025), Quantiles.of(sorted, 0.975));
    }

    public boolean isKnown() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
