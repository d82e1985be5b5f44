package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.Quantiles;

/** Median of {@code a_t / (||delta_t||^2 + 1e-12)} over the informative tokens (eq 45, robust form). */
public record MedianEstimator() implements Estimator {
    @Override
    public String name() {
        return "median";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double[] strengths = PerToken.sortedInformative(objective, groupWeights);
        return strengths.length == 0 ? 0 : Quantiles.of(strengths, 0.5);
    }
}
