package dev.steerstream.schemas;

/**
 * How the strength is fitted; a null member takes its default, which is written into the stored job.
 *
 * @param direction {@code delta}
 * @param confidence mask threshold alpha, 0..1, default 0.1
 * @param estimator the one in force: mean, median, trimmed_mean, ratio, ratio_published, newton or optimal (default)
 * @param bootstrapDraws at least 200, default 200
 * @param seed 0
 * @param evaluate {@code never} (default), or {@code after_calibration}: the profile that comes of it is evaluated, under the adaptation's id
 */
public record CalibrationConfiguration(
        String direction, Double confidence, String estimator, Integer bootstrapDraws, Long seed, String evaluate) {

    /** The members of the first release. */
    public CalibrationConfiguration(
            String direction, Double confidence, String estimator, Integer bootstrapDraws, Long seed) {
        this(direction, confidence, estimator, bootstrapDraws, seed, null);
    }
}
