package dev.steerstream.core.calibration;

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
        double maximum) {}
