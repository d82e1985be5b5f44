package dev.steerstream.work.evaluations;

import static dev.steerstream.work.adaptations.SettingRules.invalid;
import static dev.steerstream.work.adaptations.SettingRules.oneOf;
import static dev.steerstream.work.adaptations.SettingRules.or;
import static dev.steerstream.work.adaptations.SettingRules.someOf;
import static dev.steerstream.work.adaptations.SettingRules.whole;

import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.Split;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Completes the settings of an evaluation and checks every one, at whatever door they come in. All violations are user failures {@code
 * INVALID_SETTING} that name the setting, its value and the rule.
 */
public final class EvaluationSettings {
    private static final String ALL = "all";
    private static final List<String> SPLITS = List.of("train", "calibration", "held_out", ALL);
    private static final Pattern MEASURE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int MOST_MEASURES = 64;

    /** The results of so many rows lie in memory until the evaluation ends. */
    private static final int MOST_ROWS = 100_000;

    /** Of a dose-response: every one is judged at a dozen strengths, each as wide as the vocabulary. */
    private static final int DOSE_ROWS = 64;

    private static final int MOST_DOSE_ROWS = 1_000;
    private static final int MOST_ANSWER_TOKENS = 1_024;

    /** Those that need no vector of the task's own. */
    private static final List<String> RULES =
            List.of("delta", "log_ratio", "temperature", "contrast", "probability_difference");

    private EvaluationSettings() {}

    /**
     * The settings with every default written out; null asks for all defaults.
     *
     * @param own whether the rows are of the dataset that the profile was adapted with: then only what it has not seen judges unless asked otherwise
     */
    public static EvaluationConfiguration complete(EvaluationConfiguration asked, boolean own) {
        EvaluationConfiguration given =
                asked != null ? asked : new EvaluationConfiguration(null, null, null, null, null);
        return new EvaluationConfiguration(
                oneOf("settings.split", or(given.split(), own ? "held_out" : ALL), SPLITS),
                given.sample() == null ? null : (int) whole("settings.sample", given.sample(), 1, MOST_ROWS),
                whole("settings.seed", or(given.seed(), 0L), 0, Long.MAX_VALUE),
                given.measures() == null ? null : measures(given.measures()),
                (int) whole("settings.bootstrap_draws", or(given.bootstrapDraws(), 1000), 200, 100_000),
                given.rules() == null ? null : someOf("settings.rules", given.rules(), RULES),
                (int) whole("settings.dose_rows", or(given.doseRows(), DOSE_ROWS), 0, MOST_DOSE_ROWS),
                given.answerTokens() == null
                        ? null
                        : (int) whole("settings.answer_tokens", given.answerTokens(), 1, MOST_ANSWER_TOKENS));
    }

    /** The splits whose rows judge. */
    public static Set<Split> splits(EvaluationConfiguration settings) {
        return settings.split().equals(ALL)
                ? EnumSet.allOf(Split.class)
                : EnumSet.of(Split.valueOf(settings.split().toUpperCase(Locale.ROOT)));
    }

    private static List<String> measures(List<String> names) {
        if (names.isEmpty() || names.size() > MOST_MEASURES) {
            throw invalid("settings.measures", names.size() + " names", "must have from 1 to " + MOST_MEASURES);
        }
        Set<String> distinct = new LinkedHashSet<>();
        for (String name : names) {
            if (!MEASURE.matcher(name).matches()) {
                throw invalid(
                        "settings.measures", "\"" + name + "\"", "must name measures, such as loss_full: see the docs");
            }
            if (!distinct.add(name)) throw invalid("settings.measures", name, "must be named once only");
        }
        return List.copyOf(distinct);
    }
}
