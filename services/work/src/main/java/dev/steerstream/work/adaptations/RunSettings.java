package dev.steerstream.work.adaptations;

import static dev.steerstream.work.adaptations.SettingRules.invalid;
import static dev.steerstream.work.adaptations.SettingRules.or;
import static dev.steerstream.work.adaptations.SettingRules.real;
import static dev.steerstream.work.adaptations.SettingRules.whole;

import dev.steerstream.schemas.WarmStartConfiguration;

/** The settings of a warm start's optimiser and of how it is measured, complete. */
record RunSettings(
        int warmupSteps,
        double gradientClip,
        int gradientAccumulationSteps,
        WarmStartConfiguration.Evaluation evaluation,
        String resumeFrom) {
    private static final int MOST_STEPS = 1_000_000;
    private static final int MOST_BATCHES = 256;
    private static final int MOST_ROWS = 1024;
    private static final int MOST_PATIENCE = 1_000;

    static RunSettings complete(WarmStartConfiguration given) {
        return new RunSettings(
                (int) whole("warm_start.warmup_steps", or(given.warmupSteps(), 0), 0, MOST_STEPS),
                real("warm_start.gradient_clip", or(given.gradientClip(), 0.0), 0, 1e6),
                (int) whole(
                        "warm_start.gradient_accumulation_steps",
                        or(given.gradientAccumulationSteps(), 1),
                        1,
                        MOST_BATCHES),
                evaluation(or(given.evaluation(), new WarmStartConfiguration.Evaluation(null, null, null, null, null))),
                given.resumeFrom() == null ? null : ResourceIds.require("warm_start.resume_from", given.resumeFrom()));
    }

    private static WarmStartConfiguration.Evaluation evaluation(WarmStartConfiguration.Evaluation given) {
        int every = (int) whole("warm_start.evaluation.every_steps", or(given.everySteps(), 20), 0, MOST_STEPS);
        var complete = new WarmStartConfiguration.Evaluation(
                every,
                (int) whole("warm_start.evaluation.rows", or(given.rows(), 32), 1, MOST_ROWS),
                (int) whole("warm_start.evaluation.patience", or(given.patience(), 0), 0, MOST_PATIENCE),
                or(given.keepBest(), false),
                (int) whole(
                        "warm_start.evaluation.steering_patience", or(given.steeringPatience(), 0), 0, MOST_PATIENCE));
        if (every == 0) {
            decidesNothing("patience", complete.patience(), 0);
            decidesNothing("keep_best", complete.keepBest(), false);
            decidesNothing("steering_patience", complete.steeringPatience(), 0);
        }
        return complete;
    }

    private static void decidesNothing(String setting, Object value, Object nothing) {
        if (!value.equals(nothing)) {
            throw invalid(
                    "warm_start.evaluation." + setting,
                    value.toString(),
                    "must be left out where warm_start.evaluation.every_steps is 0: it is decided by measurements");
        }
    }
}
