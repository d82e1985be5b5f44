package dev.steerstream.model.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.calibration.SteeringGain;
import dev.steerstream.core.calibration.SteeringGain.RowLoss;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationHistoryTest {
    /** Rows of ten tokens each with these steered losses a token. */
    private static SteeringGain gain(double warmLoss, double... steered) {
        List<RowLoss> rows = Arrays.stream(steered)
                .mapToObj(loss -> new RowLoss(10, 10 * loss))
                .toList();
        double mean = Arrays.stream(steered).average().orElseThrow();
        return new SteeringGain(10 * steered.length, 3, warmLoss, mean, -1.5, false, 0, rows);
    }

    private static EvaluationHistory history(SteeringGain... gains) {
        EvaluationHistory history = EvaluationHistory.EMPTY;
        for (int i = 0; i < gains.length; i++) {
            history = history.plus(10 * (i + 1), 2, gains[i]);
        }
        return history;
    }

    @Test
    void theBestIsTheFirstOfTheSmallestWarmLoss() {
        EvaluationHistory history =
                history(gain(2, 1.9, 1.8), gain(1.5, 1.4, 1.4), gain(1.5, 1.3, 1.4), gain(1.7, 1.5, 1.5));

        assertThat(history.best().step()).isEqualTo(20);
        assertThat(history.bestIsEarlier()).isTrue();
        assertThat(history.sinceBest()).isEqualTo(2);
        assertThat(history.last().orElseThrow().step()).isEqualTo(40);
        assertThat(history.last().orElseThrow().gain()).isCloseTo(0.2, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void patienceEndsTheRunAfterSoManyMeasurementsWithoutANewMinimum() {
        EvaluationSettings two = new EvaluationSettings(10, 8, 2, false, 0);

        assertThat(history(gain(2, 2, 2), gain(2.1, 2, 2)).stop(two)).isEmpty();
        assertThat(history(gain(2, 2, 2), gain(2.1, 2, 2), gain(2, 2, 2)).stop(two))
                .contains(StopReason.EARLY_STOP);
        assertThat(history(gain(2, 2, 2), gain(2.1, 2, 2), gain(1.9, 2, 2)).stop(two))
                .isEmpty();
        assertThat(history(gain(2, 2, 2), gain(2.1, 2, 2), gain(2, 2, 2)).stop(EvaluationSettings.NEVER))
                .isEmpty();
    }

    @Test
    void steeringTakesOverWhenTheSteeredLossFallsLessThanItsNoiseAlthoughTheWarmLossFalls() {
        EvaluationSettings two = new EvaluationSettings(10, 8, 0, false, 2);
        SteeringGain first = gain(2.0, 1.0, 1.2, 1.1);
        SteeringGain noise = gain(1.9, 0.8, 1.4, 1.07);
        SteeringGain lower = gain(1.8, 0.7, 0.9, 0.8);

        assertThat(history(first, noise, noise).stop(two)).contains(StopReason.STEERING_TAKES_OVER);
        assertThat(history(first, noise, lower).stop(two)).isEmpty();
        assertThat(history(first, noise, lower).steered().step()).isEqualTo(30);
        assertThat(history(first, noise, lower, lower).sinceSteered()).isEqualTo(1);
    }

    @Test
    void onlyTheNewestThousandAreKeptAndTheBestForever() {
        SteeringGain[] gains = new SteeringGain[1005];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = gain(i == 0 ? 1 : 2, 1.5, 1.5);
        }
        EvaluationHistory history = history(gains);

        assertThat(history.evaluations()).hasSize(1000);
        assertThat(history.best().step()).isEqualTo(10);
        assertThat(history.sinceBest()).isEqualTo(1004);
    }

    @Test
    void measurementsAreDueEverySoManyStepsAndAfterTheLast() {
        EvaluationSettings settings = new EvaluationSettings(10, 8, 0, false, 0);

        assertThat(settings.due(10, 25)).isTrue();
        assertThat(settings.due(11, 25)).isFalse();
        assertThat(settings.due(25, 25)).isTrue();
        assertThat(settings.due(8, 8)).as("a run too short for one measurement").isFalse();
        assertThat(EvaluationSettings.NEVER.due(10, 10)).isFalse();
    }

    @Test
    void rulesThatNeedMeasurementsAreRefusedWithoutThem() {
        assertThatThrownBy(() -> new EvaluationSettings(0, 8, 0, true, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("everySteps is 0");
    }
}
