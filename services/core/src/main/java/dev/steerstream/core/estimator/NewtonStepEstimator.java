package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;

/** One exact Newton step of the loss from strength 0: {@code sum a_t / sum Var_q(delta_t)}. */
public record NewtonStepEstimator() implements Estimator {
    @Override
    public String name() {
        return "newton";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double advantages = 0;
        double variances = 0;
        for (TokenObservation token : objective.observations().kept()) {
            int weight = groupWeights == null ? 1 : groupWeights[token.group()];
            advantages += weight * token.advantage();
            variances += weight * token.variance();
        }
        return variances == 0 ? 0 : advantages / variances;
    }
}
