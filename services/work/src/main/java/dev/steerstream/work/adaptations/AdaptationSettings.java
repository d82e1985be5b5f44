package dev.steerstream.work.adaptations;

import static dev.steerstream.work.adaptations.SettingRules.oneOf;
import static dev.steerstream.work.adaptations.SettingRules.or;
import static dev.steerstream.work.adaptations.SettingRules.real;
import static dev.steerstream.work.adaptations.SettingRules.whole;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration;
import java.util.List;

/**
 * Completes the settings of a start command with the paper's defaults and checks every one, at whatever door they come in: what passes here can be
 * run. All violations are user failures {@code INVALID_SETTING} that name the setting, its value and the rule.
 */
public final class AdaptationSettings {
    private static final List<String> SCHEDULES = List.of("constant", "linear", "cosine");
    private static final List<String> EVALUATE = List.of("never", "after_calibration");
    private static final List<String> DIRECTIONS =
            List.of("delta", "log_ratio", "temperature", "contrast", "probability_difference");
    private static final List<String> TRIED_DIRECTIONS = List.of(
            "delta", "log_ratio", "temperature", "contrast", "probability_difference", "mean_delta", "mean_log_ratio");
    private static final List<String> TRIED = List.of("log_ratio", "temperature", "mean_delta", "mean_log_ratio");
    private static final List<String> CHOICES = List.of("nothing", "rule", "rule_and_confidence");
    private static final List<String> PROMOTIONS = List.of("always", "on_gain");
    private static final List<String> ESTIMATORS =
            List.of("mean", "median", "trimmed_mean", "ratio", "ratio_published", "newton", "optimal", "choice");

    private static final int LARGEST_BATCH = 256;
    private static final int LONGEST_SEQUENCE = 32_768;
    private static final int MOST_STEPS = 1_000_000;

    private AdaptationSettings() {}

    /** The warm start's settings with every default written out; null asks for all defaults. */
    public static WarmStartConfiguration complete(WarmStartConfiguration asked) {
        WarmStartConfiguration given = asked != null
                ? asked
                : new WarmStartConfiguration(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        String method = oneOf("warm_start.method", or(given.method(), "lora"), MethodSettings.METHODS);
        MethodSettings own = MethodSettings.complete(method, given);
        RunSettings run = RunSettings.complete(given);
        return new WarmStartConfiguration(
                method,
                own.rank(),
                own.alpha(),
                own.dropout(),
                own.targetModules(),
                real("warm_start.learning_rate", or(given.learningRate(), 5e-5), 1e-9, 1),
                real("warm_start.weight_decay", or(given.weightDecay(), 0.01), 0, 1),
                oneOf("warm_start.schedule", or(given.schedule(), "constant"), SCHEDULES),
                real("warm_start.epochs", or(given.epochs(), 1.0), 1e-3, 1000),
                given.maxSteps() == null ? null : (int) whole("warm_start.max_steps", given.maxSteps(), 1, MOST_STEPS),
                (int) whole("warm_start.batch_size", or(given.batchSize(), 4), 1, LARGEST_BATCH),
                (int) whole("warm_start.sequence_length", or(given.sequenceLength(), 512), 8, LONGEST_SEQUENCE),
                (int) whole("warm_start.checkpoint_every_steps", or(given.checkpointEverySteps(), 20), 1, MOST_STEPS),
                whole("warm_start.seed", or(given.seed(), 0L), 0, Long.MAX_VALUE),
                own.rankStabilised(),
                own.feedforwardModules(),
                own.virtualTokens(),
                own.encoderHiddenSize(),
                run.warmupSteps(),
                run.gradientClip(),
                run.gradientAccumulationSteps(),
                run.evaluation(),
                run.resumeFrom());
    }

    /** The calibration's settings with every default written out; null asks for all defaults. */
    public static CalibrationConfiguration complete(CalibrationConfiguration asked) {
        CalibrationConfiguration given =
                asked != null ? asked : new CalibrationConfiguration(null, null, null, null, null);
        return new CalibrationConfiguration(
                oneOf("calibration.direction", or(given.direction(), "delta"), DIRECTIONS),
                real("calibration.confidence", or(given.confidence(), 0.1), 0, 1),
                oneOf("calibration.estimator", or(given.estimator(), "optimal"), ESTIMATORS),
                (int) whole("calibration.bootstrap_draws", or(given.bootstrapDraws(), 200), 200, 100_000),
                whole("calibration.seed", or(given.seed(), 0L), 0, Long.MAX_VALUE),
                oneOf("calibration.evaluate", or(given.evaluate(), "never"), EVALUATE),
                tried(or(given.directions(), TRIED)),
                oneOf("calibration.choose", or(given.choose(), "rule"), CHOICES),
                oneOf("calibration.promote", or(given.promote(), "always"), PROMOTIONS));
    }

    private static List<String> tried(List<String> directions) {
        directions.forEach(direction -> oneOf("calibration.directions", direction, TRIED_DIRECTIONS));
        return directions.stream().distinct().toList();
    }
}
