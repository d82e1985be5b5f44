package dev.steerstream.core.evaluation;

import dev.steerstream.core.statistics.Interval;

/**
 * {@code loss_full}: no mask, all answer tokens, steered with the strength that was fitted unmasked. Nats per token.
 *
 * @param gain warm minus steered
 * @param gainInterval 95% bootstrap over prompt groups
 */
public record FullLoss(double base, double warm, double steered, double gain, Interval gainInterval) {}
