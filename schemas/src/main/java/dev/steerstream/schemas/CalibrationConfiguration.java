package dev.steerstream.schemas;

import java.util.List;

/**
 * How the strength is fitted; a null member takes its default, which is written into the stored job.
 *
 * @param direction the default one: delta, log_ratio, temperature, contrast or probability_difference
 * @param confidence mask threshold alpha, 0..1, default 0.1
 * @param estimator the one in force: mean, median, trimmed_mean, ratio, ratio_published, newton, optimal (default), or choice, which scans for
 *     the most right answers where rows offer some to choose from
 * @param bootstrapDraws at least 200, default 200
 * @param seed 0
 * @param evaluate {@code never} (default), or {@code after_calibration}: the profile that comes of it is evaluated, under the adaptation's id
 * @param directions what else is tried, each alone, all together, and all together with strengths of their own for an answer's first token: delta,
 *     log_ratio, temperature, contrast, probability_difference, mean_delta, mean_log_ratio; by default log_ratio, temperature, mean_delta and mean_log_ratio
 * @param choose what cross-validation may change, where another is better by more than its error: {@code nothing} (all is measured, the configured
 *     stays), {@code rule} (default: directions and estimator), or {@code rule_and_confidence}
 * @param promote {@code always} (default), or {@code on_gain}: the profile is put in force only where steering gains on held-out rows
 */
public record CalibrationConfiguration(
        String direction,
        Double confidence,
        String estimator,
        Integer bootstrapDraws,
        Long seed,
        String evaluate,
        List<String> directions,
        String choose,
        String promote) {

    public CalibrationConfiguration {
        directions = Immutable.list(directions);
    }

    /** The members of the first release. */
    public CalibrationConfiguration(
            String direction, Double confidence, String estimator, Integer bootstrapDraws, Long seed) {
        this(direction, confidence, estimator, bootstrapDraws, seed, null, null, null, null);
    }
}
