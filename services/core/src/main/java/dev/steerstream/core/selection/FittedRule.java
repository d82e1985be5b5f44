package dev.steerstream.core.selection;

import dev.steerstream.core.statistics.Interval;
import java.util.List;

/**
 * A rule with the strengths that all calibration rows give it.
 *
 * @param estimator {@code optimal} for a joint optimum
 * @param strengths one for each direction
 * @param priors the ridge of the fit, in rows' priors; 0 where there is none
 * @param loss mean loss on the rows it was fitted on, nats per kept token
 * @param divergence mean KL(warm || steered) there
 * @param bounded whether a bound stopped it
 */
public record FittedRule(
        String estimator,
        List<NamedStrength> strengths,
        double priors,
        double loss,
        double divergence,
        boolean bounded) {
    public FittedRule {
        strengths = List.copyOf(strengths);
    }

    /**
     * A direction's strength.
     *
     * @param interval 95% bootstrap over prompt groups
     */
    public record NamedStrength(String direction, double strength, Interval interval) {}
}
