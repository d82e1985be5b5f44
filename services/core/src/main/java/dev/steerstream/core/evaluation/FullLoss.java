package dev.steerstream.core.evaluation;

import dev.steerstream.core.statistics.Interval;

/**
 * {@code loss_full}: no mask, all answer tokens, steered with the strength that was fitted unmasked. Nats per token.
 *
 * <p>Intervals are 95% bootstraps over prompt groups. Those of the three losses overlap where their difference is certain: the gain's is of the pairs.
 *
 * @param gain warm minus steered
 */
public record FullLoss(
        double base,
        double warm,
        double steered,
        double gain,
        Interval baseInterval,
        Interval warmInterval,
        Interval steeredInterval,
        Interval gainInterval) {}
