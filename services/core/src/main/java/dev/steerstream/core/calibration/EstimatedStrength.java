package dev.steerstream.core.calibration;

import dev.steerstream.core.statistics.Interval;

/**
 * What one estimator says.
 *
 * @param name of the estimator
 * @param strength signed
 * @param interval 95% bootstrap over prompt groups
 * @param gain mean loss at 0 minus mean loss at the strength, nats per kept calibration token; negative where it harms
 */
public record EstimatedStrength(String name, double strength, Interval interval, double gain) {}
