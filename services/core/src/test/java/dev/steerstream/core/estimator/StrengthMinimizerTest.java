package dev.steerstream.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.ObservationFixtures;
import dev.steerstream.core.observation.OracleContexts;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class StrengthMinimizerTest {
    private static StrengthObjective objective(int seed, double confidence, double shift) {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            contexts.add(Contexts.like(seed * 100L + i, 8, 2, shift));
        }
        return ObservationFixtures.objective(contexts, confidence);
    }

    @Property(tries = 60)
    void theGradientWithItsRidgeVanishesAtTheMinimumOrTheBoundIsReached(
            @ForAll @IntRange(max = 10_000) int seed, @ForAll @DoubleRange(min = 0.01, max = 3) double shift) {
        StrengthObjective objective = objective(seed, 0.1, shift);
        Minimum minimum = new StrengthMinimizer(objective, 2).minimize(null);
        LossAt at = objective.at(minimum.strength());
        double ridge = objective.at(0).curvature() / 80;
        if (minimum.bounded()) {
            boolean reached = Math.abs(at.meanDivergence() - 2) < 1e-6
                    || Math.abs(minimum.strength()) == StrengthMinimizer.LARGEST;
            assertThat(reached).isTrue();
        } else {
            double gradient = at.gradient() + ridge * minimum.strength();
            assertThat(gradient / (at.curvature() + ridge))
                    .isCloseTo(0, within(1e-8 * Math.max(1, Math.abs(minimum.strength()))));
            assertThat(at.meanDivergence()).isLessThanOrEqualTo(2 + 1e-9);
        }
    }

    @Property(tries = 10)
    void theWarmStartedIntervalEqualsThatOfFullFits(@ForAll @IntRange(max = 10_000) int seed) {
        StrengthObjective objective = objective(seed, 0.1, 1);
        StrengthMinimizer minimizer = new StrengthMinimizer(objective, 2);
        GroupBootstrap bootstrap = new GroupBootstrap(200, 5);
        Interval fast = minimizer.interval(minimizer.minimize(null), bootstrap);
        Interval slow =
                bootstrap.interval(80, weights -> minimizer.minimize(weights).strength());
        double width = slow.high() - slow.low();
        assertThat(fast.low()).isCloseTo(slow.low(), within(2e-3 * width));
        assertThat(fast.high()).isCloseTo(slow.high(), within(2e-3 * width));
    }

    /** The figures of an independent implementation in torch over the same contexts, alpha 0.1. */
    @Example
    void theEstimatorsEqualAnIndependentImplementation() {
        StrengthObjective objective = ObservationFixtures.objective(OracleContexts.all(), 0.1);
        assertThat(new MeanEstimator().estimate(objective, null)).isCloseTo(-1.5793047669817974, within(1e-9));
        assertThat(new RatioEstimator().estimate(objective, null)).isCloseTo(-1.3600793043085453, within(1e-9));
        assertThat(new PublishedRatioEstimator().estimate(objective, null))
                .isCloseTo(-1.4585815371942366, within(1e-9));
        assertThat(new NewtonStepEstimator().estimate(objective, null)).isCloseTo(-6.094481319166445, within(1e-8));
    }

    @Example
    void weightsCountAsRepetitions() {
        StrengthObjective objective = objective(3, 0.1, 1);
        int[] once = new int[80];
        int[] twice = new int[80];
        for (int g = 0; g < 80; g++) {
            once[g] = 1;
            twice[g] = 2;
        }
        for (Estimator estimator : Estimator.all(2, Double.NEGATIVE_INFINITY)) {
            double all = estimator.estimate(objective, null);
            assertThat(estimator.estimate(objective, once))
                    .as(estimator.name())
                    .isCloseTo(all, within(1e-12 * (1 + Math.abs(all))));
            // Not the trimmed share, and not the ridge: it stays one row's prior while the data double.
            if (!List.of("median", "trimmed_mean", "optimal").contains(estimator.name())) {
                assertThat(estimator.estimate(objective, twice))
                        .as(estimator.name())
                        .isCloseTo(all, within(1e-9 * (1 + Math.abs(all))));
            }
            assertThat(estimator.estimate(objective, new int[80]))
                    .as(estimator.name())
                    .isZero();
        }
    }

    @Example
    void aMaximumDivergenceOfNothingIsRefused() {
        StrengthObjective objective = objective(1, 0.1, 1);
        assertThatThrownBy(() -> new StrengthMinimizer(objective, 0)).hasMessageContaining("above 0 nats");
    }
}
