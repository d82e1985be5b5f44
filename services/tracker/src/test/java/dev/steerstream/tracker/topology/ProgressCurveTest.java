package dev.steerstream.tracker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Progress;
import org.junit.jupiter.api.Test;

class ProgressCurveTest {

    @Test
    void aLongRunIsThinnedEvenlyAndKeepsItsFirstAndItsLastStep() {
        ProgressCurve curve = ProgressCurve.EMPTY;
        for (int step = 1; step <= 5_000; step++) curve = curve.after(training(step, 1, 3.0 / step, null));
        assertThat(curve.points()).hasSizeBetween(ProgressCurve.MOST / 2, ProgressCurve.MOST);
        assertThat(curve.points().get(0).step()).isEqualTo(1);
        assertThat(curve.points().get(curve.points().size() - 1).step()).isGreaterThan(4_900);
        assertThat(curve.points())
                .extracting(ProgressCurve.Point::step)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(ProgressCurve.read(curve.write())).isEqualTo(curve);
    }

    @Test
    void aLaterWorkerTakesBackWhatItDoesAgain() {
        ProgressCurve curve = ProgressCurve.EMPTY;
        for (int step = 1; step <= 50; step++) curve = curve.after(training(step, 1, 1.0, null));
        curve = curve.after(training(21, 2, 2.0, null));
        assertThat(curve.points()).hasSize(21);
        assertThat(curve.points().get(20).loss()).isEqualTo(2.0);
    }

    @Test
    void aMeasurementIsKeptOnceAndOtherPhasesAreNoSteps() {
        Progress.Evaluation measured = new Progress.Evaluation(20, 32, 1.2, 1.5, 2.2, 1.4, -1.1, 0.1, 20, null);
        ProgressCurve curve = ProgressCurve.EMPTY
                .after(training(20, 1, 1.2, measured))
                .after(training(21, 1, 1.1, measured))
                .after(new Progress("calibrating", 9, 10, 800.0, 1.0, null, null, null, 1, 1, null));
        assertThat(curve.measurements()).containsExactly(measured);
        assertThat(curve.points()).hasSize(2);
    }

    private static Progress training(long step, long fence, double loss, Progress.Evaluation measured) {
        return new Progress("training", step, 5_000, 250.0, 10.0, loss, 5e-5, 0.7, 1, fence, measured);
    }
}
