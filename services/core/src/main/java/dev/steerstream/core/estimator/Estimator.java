package dev.steerstream.core.estimator;

import dev.steerstream.core.observation.StrengthObjective;
import java.util.List;
import java.util.stream.Stream;

/** A rule that makes one strength of the observed tokens. */
public interface Estimator {
    /** The published guard against division by zero (eq 44). */
    double EPSILON = 1e-12;

    /** As configured, stored and shown. */
    String name();

    /**
     * @param groupWeights how often each prompt group counts, or null for once each
     * @return a finite strength; 0 where there is nothing to estimate from
     */
    double estimate(StrengthObjective objective, int[] groupWeights);

    /**
     * Every estimator, in the order in which they are shown.
     *
     * @param lowest strength that the direction has a meaning at
     */
    static List<Estimator> all(double maximumDivergence, double lowest) {
        return Stream.of(
                        new MeanEstimator(),
                        new MedianEstimator(),
                        new TrimmedMeanEstimator(),
                        new RatioEstimator(),
                        new PublishedRatioEstimator(),
                        new NewtonStepEstimator(),
                        new OptimalEstimator(maximumDivergence))
                .<Estimator>map(estimator -> new BoundedEstimator(estimator, lowest))
                .toList();
    }
}
