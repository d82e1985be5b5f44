package dev.steerstream.core.calibration;

import dev.steerstream.core.estimator.PerToken;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.Histogram;
import dev.steerstream.core.statistics.Quantiles;
import java.util.Optional;

/**
 * How far the informative tokens' own strengths {@code a_t / (||delta_t||^2 + 1e-12)} lie apart: why {@code mean} is not a default.
 *
 * @param standardDeviation of the sample
 */
public record PerTokenSpread(
        double standardDeviation,
        double minimum,
        double lowerQuartile,
        double median,
        double upperQuartile,
        double maximum,
        Histogram histogram) {

    /** Empty where no token is informative. */
    public static Optional<PerTokenSpread> of(StrengthObjective objective) {
        double[] sorted = PerToken.sortedInformative(objective, null);
        if (sorted.length == 0) {
            return Optional.empty();
        }
        double mean = 0;
        for (double value : sorted) {
            mean += value / sorted.length;
        }
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return Optional.of(new PerTokenSpread(
                sorted.length < 2 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
                sorted[0],
                Quantiles.of(sorted, 0.25),
                Quantiles.of(sorted, 0.5),
                Quantiles.of(sorted, 0.75),
                sorted[sorted.length - 1],
                Histogram.of(sorted)));
    }
}
