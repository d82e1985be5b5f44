package dev.steerstream.tracker.live;

import org.HdrHistogram.Histogram;

/** Quantiles of a latency in seconds, each within 1%; null where nothing was measured. */
public record LatencySummary(long measured, Double p50, Double p95, Double p99) {

    static LatencySummary of(Histogram millis) {
        if (millis.getTotalCount() == 0) return new LatencySummary(0, null, null, null);
        return new LatencySummary(
                millis.getTotalCount(), quantile(millis, 50), quantile(millis, 95), quantile(millis, 99));
    }

    private static double quantile(Histogram millis, double percent) {
        return millis.getValueAtPercentile(percent) / 1000.0;
    }
}
