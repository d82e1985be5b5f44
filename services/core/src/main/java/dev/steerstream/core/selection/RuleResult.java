package dev.steerstream.core.selection;

import dev.steerstream.core.statistics.Interval;

/**
 * What cross-validation says of one candidate.
 *
 * @param name the directions, joined by {@code +}, and the estimator where it is not the optimum
 * @param fitted its strengths from all calibration rows
 * @param loss cross-validated, nats per kept token
 * @param difference its loss minus the default's: negative is better
 * @param interval of the difference, paired, 95% bootstrap over prompt groups
 * @param gain the warm model's loss minus its own
 * @param gainInterval of the gain, likewise
 */
public record RuleResult(
        String name,
        FittedRule fitted,
        double loss,
        double difference,
        Interval interval,
        double gain,
        Interval gainInterval) {
    /** Better than the default by more than its error. */
    public boolean better() {
        return interval.isKnown() && interval.high() < 0;
    }
}
