package dev.steerstream.core.calibration;

/**
 * One point of the loss against strength.
 *
 * @param loss mean, nats per kept token
 * @param divergence mean KL(warm || steered), nats per kept token
 */
public record CurvePoint(double strength, double loss, double divergence) {}
