package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.LossAt;

/**
 * Where the minimiser ended.
 *
 * @param at the loss there, without the ridge
 * @param bounded whether the mean KL(warm || steered), the direction's lowest strength or {@link StrengthMinimizer#LARGEST} stopped it before the optimum
 */
public record Minimum(LossAt at, boolean bounded) {
    public double strength() {
        return at.strength();
    }
}
