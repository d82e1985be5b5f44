package dev.steerstream.core.evaluation;

import dev.steerstream.core.statistics.Interval;

/**
 * {@code loss_kept}: warm and steered under the mask in force, kept gold tokens only. Nats per kept token. Never in one column with
 * {@link FullLoss}.
 *
 * @param share of answer tokens that are kept
 * @param gain warm minus steered
 * @param gainInterval 95% bootstrap over prompt groups
 */
public record KeptLoss(double warm, double steered, double share, double gain, Interval gainInterval) {}
