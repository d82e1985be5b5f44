package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;
import dev.steerstream.core.statistics.Quantiles;
import java.util.Arrays;

/** The strength that each token would choose alone, to first order: {@code a_t / (||delta_t||^2 + 1e-12)}. Stateless. */
public final class PerToken {
    private PerToken() {}

    /** Of one token. */
    public static double strength(TokenObservation token) {
        return token.advantage() / (token.squaredNorm() + Estimator.EPSILON);
    }

    /** Ascending, of the informative tokens, each as often as its group counts. */
    public static double[] sortedInformative(StrengthObjective objective, int[] groupWeights) {
        double[] strengths = new double[16];
        int size = 0;
        for (TokenObservation token : objective.observations().kept()) {
            int weight = groupWeights == null ? 1 : groupWeights[token.group()];
            for (int i = 0; i < weight && token.informative(); i++) {
                if (size == strengths.length) {
                    strengths = Arrays.copyOf(strengths, 2 * size);
                }
                strengths[size++] = strength(token);
            }
        }
        return Quantiles.sorted(Arrays.copyOf(strengths, size));
    }
}
