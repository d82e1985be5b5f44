package dev.steerstream.evaluation.measure;

import dev.steerstream.core.statistics.Interval;

/**
 * A number with its 95% interval.
 *
 * @param low minus infinity where fewer than two groups say nothing of it
 * @param high infinity then
 */
public record Estimate(double value, double low, double high) {
    static Estimate of(double value, Interval interval) {
        return new Estimate(value, interval.low(), interval.high());
    }

    public boolean hasInterval() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
