package dev.steerstream.evaluation.curve;

import dev.steerstream.evaluation.scoring.Column;
import java.util.List;

/**
 * How many steps of warm start a rule is worth: steered after {@code steps} is as good as warm after {@code equivalentSteps}, by straight
 * lines between the points of warm's curve.
 *
 * @param measure a loss
 * @param steps N
 * @param equivalentSteps k N; the last point's steps where warm gets nowhere so good
 * @param atLeast whether it is a bound only, since warm gets nowhere so good on this curve
 * @param factor k
 * @param calibrationSteps what calibration cost, in steps
 * @param factorAfterCalibration k with calibration counted: {@code equivalentSteps / (steps + calibrationSteps)}
 */
public record StepsSaved(
        String rule,
        String measure,
        int steps,
        double equivalentSteps,
        boolean atLeast,
        double factor,
        double calibrationSteps,
        double factorAfterCalibration) {

    /** @param points ascending by steps, at least one */
    static StepsSaved of(List<CurvePoint> points, CurvePoint at, String measure, String rule) {
        double target = at.estimate(measure, rule).value();
        double equivalent = points.get(points.size() - 1).steps();
        boolean reached = false;
        for (int i = 0; i < points.size() && !reached; i++) {
            double loss = warm(points.get(i), measure);
            if (loss > target) continue;
            reached = true;
            equivalent = i == 0 ? points.get(0).steps() : between(points.get(i - 1), points.get(i), measure, target);
        }
        double calibration = at.calibrationSteps();
        return new StepsSaved(
                rule,
                measure,
                at.steps(),
                equivalent,
                !reached,
                equivalent / at.steps(),
                calibration,
                equivalent / (at.steps() + calibration));
    }

    private static double between(CurvePoint before, CurvePoint after, String measure, double target) {
        double from = warm(before, measure);
        double share = (from - target) / (from - warm(after, measure));
        return before.steps() + share * (after.steps() - before.steps());
    }

    private static double warm(CurvePoint point, String measure) {
        return point.estimate(measure, Column.WARM).value();
    }
}
