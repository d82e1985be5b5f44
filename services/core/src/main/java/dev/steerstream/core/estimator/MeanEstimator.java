package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;

/** {@code mean of a_t / (||delta_t||^2 + 1e-12)} (eq 44). It explodes where warm and base are close: shown with its spread, not a default. */
public record MeanEstimator() implements Estimator {
    @Override
    public String name() {
        return "mean";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double sum = 0;
        long tokens = 0;
        for (TokenObservation token : objective.observations().kept()) {
            int weight = groupWeights == null ? 1 : groupWeights[token.group()];
            sum += weight * PerToken.strength(token);
            tokens += weight;
        }
        return tokens == 0 ? 0 : sum / tokens;
    }
}
