package dev.steerstream.evaluation.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.evaluation.measure.Estimate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsSavedTest {
    private static CurvePoint point(int steps, double warm, double steered) {
        Map<String, Estimate> loss = Map.of(
                "base", new Estimate(3, 3, 3), "warm", new Estimate(warm, 0, 0), "delta", new Estimate(steered, 0, 0));
        return new CurvePoint(
                steps,
                "a",
                Map.of("loss_full", loss),
                Map.of("loss_full", 8),
                Map.of("delta", -1.0),
                6400,
                400,
                1,
                Map.of());
    }

    private static final List<CurvePoint> POINTS =
            List.of(point(0, 3, 3), point(25, 2, 1.5), point(50, 1.8, 0.9), point(100, 1, 1.1));

    private static StepsSaved at(int index) {
        return StepsSaved.of(POINTS, POINTS.get(index), "loss_full", "delta");
    }

    @Test
    void betweenTwoPointsByAStraightLine() {
        StepsSaved saved = at(1); // 1.5 lies at 3 / 8 of the way from 1.8 at 50 to 1 at 100
        assertThat(saved.equivalentSteps()).isCloseTo(68.75, within(1e-9));
        assertThat(saved.factor()).isCloseTo(2.75, within(1e-9));
        assertThat(saved.calibrationSteps()).isCloseTo(16, within(1e-9));
        assertThat(saved.factorAfterCalibration()).isCloseTo(68.75 / 41, within(1e-9));
        assertThat(saved.atLeast()).isFalse();
    }

    @Test
    void whereWarmNeverGetsThereItIsABound() {
        StepsSaved saved = at(2);
        assertThat(saved.atLeast()).isTrue();
        assertThat(saved.equivalentSteps()).isEqualTo(100);
    }

    @Test
    void aRuleThatLosesSavesLessThanNothing() {
        assertThat(at(3).factor()).isLessThan(1);
    }
}
