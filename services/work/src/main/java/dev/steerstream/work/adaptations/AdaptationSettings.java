package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Completes the settings of a start command with the paper's defaults and checks every one, at whatever door they come in: what passes here can be
 * run. All violations are user failures {@code INVALID_SETTING} that name the setting, its value and the rule.
 */
public final class AdaptationSettings {
    /** Rule of method.md, "Warm start" (arXiv 2509.15888): LoRA on the attention's projections. */
    private static final List<String> PAPER_TARGETS = List.of("q_proj", "k_proj", "v_proj", "o_proj");

    private static final List<String> TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    private static final List<String> METHODS = List.of("lora");
    private static final List<String> SCHEDULES = List.of("constant", "linear");
    private static final List<String> DIRECTIONS = List.of("delta");
    private static final List<String> ESTIMATORS =
            List.of("mean", "median", "trimmed_mean", "ratio", "ratio_published", "newton", "optimal");

    private static final int LARGEST_RANK = 256;
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
        return new WarmStartConfiguration(
                oneOf("warm_start.method", or(given.method(), "lora"), METHODS),
                (int) whole("warm_start.rank", or(given.rank(), 8), 1, LARGEST_RANK),
                real("warm_start.alpha", or(given.alpha(), 16.0), 1e-6, 1e4),
                real("warm_start.dropout", or(given.dropout(), 0.1), 0, 0.95),
                targets(given.targetModules()),
                real("warm_start.learning_rate", or(given.learningRate(), 5e-5), 1e-9, 1),
                real("warm_start.weight_decay", or(given.weightDecay(), 0.01), 0, 1),
                oneOf("warm_start.schedule", or(given.schedule(), "constant"), SCHEDULES),
                real("warm_start.epochs", or(given.epochs(), 1.0), 1e-3, 1000),
                given.maxSteps() == null ? null : (int) whole("warm_start.max_steps", given.maxSteps(), 1, MOST_STEPS),
                (int) whole("warm_start.batch_size", or(given.batchSize(), 4), 1, LARGEST_BATCH),
                (int) whole("warm_start.sequence_length", or(given.sequenceLength(), 512), 8, LONGEST_SEQUENCE),
                (int) whole("warm_start.checkpoint_every_steps", or(given.checkpointEverySteps(), 20), 1, MOST_STEPS),
                whole("warm_start.seed", or(given.seed(), 0L), 0, Long.MAX_VALUE));
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
                whole("calibration.seed", or(given.seed(), 0L), 0, Long.MAX_VALUE));
    }

    private static List<String> targets(List<String> asked) {
        if (asked == null) return PAPER_TARGETS;
        if (asked.isEmpty()) throw invalid("warm_start.target_modules", "[]", "must name at least one of " + TARGETS);
        Set<String> distinct = new LinkedHashSet<>();
        for (String target : asked) {
            oneOf("warm_start.target_modules", target, TARGETS);
            if (!distinct.add(target)) throw invalid("warm_start.target_modules", target, "must be named once only");
        }
        // The layers' own order: two orders of the same set are the same adapter.
        return TARGETS.stream().filter(distinct::contains).toList();
    }

    private static <T> T or(T given, T byDefault) {
        return given == null ? byDefault : given;
    }

    private static String oneOf(String setting, String value, List<String> allowed) {
        if (value != null && allowed.contains(value)) return value;
        throw invalid(setting, "\"" + value + "\"", "must be one of " + allowed);
    }

    private static long whole(String setting, long value, long least, long most) {
        if (value >= least && value <= most) return value;
        throw invalid(setting, Long.toString(value), "must be from " + least + " to " + most);
    }

    private static double real(String setting, double value, double least, double most) {
        // NaN fails both comparisons.
        if (value >= least && value <= most) return value;
        throw invalid(setting, Double.toString(value), "must be from " + least + " to " + most);
    }

    private static SteerStreamException invalid(String setting, String value, String rule) {
        return SteerStreamException.user(
                "INVALID_SETTING", setting + " is " + value + ": it " + rule, "Correct the setting or leave it out.");
    }
}
