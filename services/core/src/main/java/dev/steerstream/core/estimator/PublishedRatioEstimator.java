package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;

/** {@code sum a_t / sum ||delta_t||^2} (eq 46) as printed: p_phi is not renormalised over the survivors. */
public record PublishedRatioEstimator() implements Estimator {
    @Override
    public String name() {
        return "ratio_published";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double advantages = 0;
        double norms = 0;
        for (TokenObservation token : objective.observations().kept()) {
            int weight = groupWeights == null ? 1 : groupWeights[token.group()];
            advantages += weight * token.publishedAdvantage();
            norms += weight * token.squaredNorm();
        }
        return norms == 0 ? 0 : advantages / norms;
    }
}
