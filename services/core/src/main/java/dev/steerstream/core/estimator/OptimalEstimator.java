package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;

/**
 * The global minimiser of {@code L(mu) + kappa mu^2 / 2}, {@code kappa = L''(0) / rows} (one row's prior), or the strength where the mean
 * KL(warm || steered) reaches the maximum, whichever is nearer to 0.
 *
 * @param maximumDivergence nats per kept token
 */
public record OptimalEstimator(double maximumDivergence) implements Estimator {
    public static final String NAME = "optimal";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        return new StrengthMinimizer(objective, maximumDivergence)
                .minimize(groupWeights)
                .strength();
    }
}
