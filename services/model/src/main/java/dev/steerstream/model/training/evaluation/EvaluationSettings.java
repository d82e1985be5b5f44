package dev.steerstream.model.training.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a run is measured on its calibration rows, and what follows from it. Without early stop, best and steering stop
 * the measurements change nothing: the adapter has the same bits.
 *
 * @param everySteps steps between measurements; 0 never measures
 * @param mostRows rows that are measured at most
 * @param patience ends the run when the warm loss had no new minimum in so many measurements; 0 never does
 * @param keepBest whether the adapter of the smallest measured warm loss is the result, not the last one
 * @param steeringPatience ends the run when the steered loss did not fall by more than one standard error in so many
 *     measurements; 0 never does
 */
public record EvaluationSettings(int everySteps, int mostRows, int patience, boolean keepBest, int steeringPatience) {
    public static final EvaluationSettings NEVER = new EvaluationSettings(0, 1, 0, false, 0);

    public EvaluationSettings {
        require(everySteps >= 0, "everySteps", everySteps, "0 or positive");
        require(mostRows >= 1 && mostRows <= 1024, "mostRows", mostRows, "between 1 and 1024");
        require(patience >= 0, "patience", patience, "0 or positive");
        require(steeringPatience >= 0, "steeringPatience", steeringPatience, "0 or positive");
        if (everySteps == 0 && decides(patience, keepBest, steeringPatience)) {
            throw new IllegalArgumentException(
                    "everySteps is 0, but patience, keepBest and steeringPatience judge by measurements: measure every few steps, or leave them out.");
        }
    }

    /** Whether the run's end or result depends on measurements. */
    public boolean decides() {
        return decides(patience, keepBest, steeringPatience);
    }

    private static boolean decides(int patience, boolean keepBest, int steeringPatience) {
        return patience > 0 || keepBest || steeringPatience > 0;
    }

    private static void require(boolean condition, String name, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + rule + ".");
        }
    }

    /** After every so many steps, and after the last one of a run that is long enough for one measurement. */
    public boolean due(int step, int totalSteps) {
        return everySteps > 0 && step > 0 && (step % everySteps == 0 || step == totalSteps && totalSteps > everySteps);
    }

    /** Every value by its name, exactly; what a checkpoint must agree with. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("evaluation.everySteps", Integer.toString(everySteps));
        values.put("evaluation.mostRows", Integer.toString(mostRows));
        values.put("evaluation.patience", Integer.toString(patience));
        values.put("evaluation.keepBest", Boolean.toString(keepBest));
        values.put("evaluation.steeringPatience", Integer.toString(steeringPatience));
        return values;
    }
}
