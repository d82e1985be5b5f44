package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;

/**
 * An estimator whose strength stays where its direction has a meaning. The loss is convex, so of {@code optimal} this is the optimum within
 * the bound.
 *
 * @param lowest of the direction
 */
record BoundedEstimator(Estimator estimator, double lowest) implements Estimator {
    @Override
    public String name() {
        return estimator.name();
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        return Math.max(lowest, estimator.estimate(objective, groupWeights));
    }
}
