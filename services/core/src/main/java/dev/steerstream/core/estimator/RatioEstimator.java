package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;

/** {@code sum a_t / sum ||delta_t||^2} (eq 46), q renormalised over the survivors. Since Var_q <= ||delta||^2 / 2 it is a short Newton step. */
public record RatioEstimator() implements Estimator {
    @Override
    public String name() {
        return "ratio";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double advantages = 0;
        double norms = 0;
        for (TokenObservation token : objective.observations().kept()) {
            int weight = groupWeights == null ? 1 : groupWeights[token.group()];
            advantages += weight * token.advantage();
            norms += weight * token.squaredNorm();
        }
        return norms == 0 ? 0 : advantages / norms;
    }
}
