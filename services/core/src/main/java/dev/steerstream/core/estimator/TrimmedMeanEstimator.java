package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;

/** Mean of {@code a_t / (||delta_t||^2 + 1e-12)} over the informative tokens without the lowest and the highest tenth (eq 45, robust form). */
public record TrimmedMeanEstimator() implements Estimator {
    @Override
    public String name() {
        return "trimmed_mean";
    }

    @Override
    public double estimate(StrengthObjective objective, int[] groupWeights) {
        double[] strengths = PerToken.sortedInformative(objective, groupWeights);
        int cut = (int) (strengths.length * 0.1);
        double sum = 0;
        for (int i = cut; i < strengths.length - cut; i++) {
            sum += strengths[i];
        }
        return strengths.length == 0 ? 0 : sum / (strengths.length - 2 * cut);
    }
}
