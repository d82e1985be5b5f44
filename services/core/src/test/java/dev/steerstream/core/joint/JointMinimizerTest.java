package dev.steerstream.core.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.estimator.StrengthMinimizer;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorObservations;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class JointMinimizerTest {
    private static final int SIZE = 60;
    private static final int ROWS = 60;
    private static final double CONFIDENCE = 0.1;

    private final SurvivorStore store = new SurvivorStore(0.05, TokenBans.none(), 1 << 24);
    private final Calibration calibration =
            new Calibration(CalibrationSettings.of(CONFIDENCE, TokenBans.none(), 5), SIZE);

    private void fill() {
        SteeringStep step = new SteeringStep(SIZE);
        for (int row = 0; row < ROWS; row++) {
            String group = "g" + row / 2;
            store.row(group);
            calibration.row(group);
            for (int t = 0; t < 4; t++) {
                Context context = Contexts.like(31L * row + t, SIZE, 2, 1);
                calibration.position(context.gold(), context.warm(), context.base());
                step.load(t, context.warm(), context.base());
                store.add(context.gold(), RowsSummary.of(step, context.warm(), context.base(), 0.05, TokenBans.none()));
            }
        }
    }

    private SurvivorObjective delta() {
        return new SurvivorObjective(store, List.of(Feature.of(new Delta())), CONFIDENCE, new Folds(5, 1));
    }

    @Test
    void ofOneDirectionAndOneRowsPriorItIsTheCalibrationsOptimum() {
        fill();
        CalibrationResult expected = calibration.result();
        JointMinimizer minimizer = new JointMinimizer(delta(), StrengthBounds.of(List.of("delta"), 2));
        JointMinimum found = minimizer.minimize(null, 1);
        assertThat(found.strengths()[0]).isCloseTo(expected.optimal().strength(), within(1e-6));
        assertThat(found.sums().meanLoss()).isCloseTo(expected.optimal().loss(), within(1e-10));
        assertThat(found.sums().meanDivergence()).isCloseTo(expected.optimal().divergence(), within(1e-8));
        Interval interval =
                minimizer.intervals(found, 1, new GroupBootstrap(200, 5)).get(0);
        double width = expected.optimal().interval().high()
                - expected.optimal().interval().low();
        assertThat(interval.low()).isCloseTo(expected.optimal().interval().low(), within(0.02 * width));
        assertThat(interval.high()).isCloseTo(expected.optimal().interval().high(), within(0.02 * width));
    }

    @Test
    void anyObjectiveOfOneStrengthGivesTheSame() {
        fill();
        StrengthObjective observed =
                new StrengthObjective(SurvivorObservations.of(store, new Delta(), CONFIDENCE, 1 << 24));
        JointMinimum direct = new JointMinimizer(delta(), StrengthBounds.of(List.of("delta"), 2)).minimize(null, 1);
        JointMinimum wrapped = new JointMinimizer(new SingleObjective(observed), StrengthBounds.of(List.of("delta"), 2))
                .minimize(null, 1);
        assertThat(wrapped.strengths()[0]).isCloseTo(direct.strengths()[0], within(1e-7));
        assertThat(new StrengthMinimizer(observed, 2).minimize(null).strength())
                .isCloseTo(direct.strengths()[0], within(1e-6));

        StrengthBounds tight = StrengthBounds.of(List.of("delta"), 0.01);
        JointMinimum bounded = new JointMinimizer(delta(), tight).minimize(null, 1);
        assertThat(bounded.bounded()).isTrue();
        assertThat(bounded.sums().meanDivergence()).isCloseTo(0.01, within(1e-9));
        assertThat(new StrengthMinimizer(observed, 0.01).minimize(null).strength())
                .isCloseTo(bounded.strengths()[0], within(1e-6));
        assertThat(new JointMinimizer(new SingleObjective(observed), tight)
                        .minimize(null, 1)
                        .strengths()[0])
                .isCloseTo(bounded.strengths()[0], within(1e-6));
    }

    @Test
    void aDirectionThatNeverVariesKeepsStrengthZero() {
        fill();
        SurvivorObjective objective = new SurvivorObjective(
                store, List.of(Feature.of(new Delta()), (token, context, fold) -> 3.0), CONFIDENCE, new Folds(5, 1));
        JointMinimum found =
                new JointMinimizer(objective, StrengthBounds.of(List.of("delta", "contrast"), 2)).minimize(null, 1);
        assertThat(found.strengths()[1]).isZero();
        JointMinimum alone = new JointMinimizer(delta(), StrengthBounds.of(List.of("delta"), 2)).minimize(null, 1);
        assertThat(found.strengths()[0]).isCloseTo(alone.strengths()[0], within(1e-9));
    }
}
