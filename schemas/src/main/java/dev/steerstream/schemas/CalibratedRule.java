package dev.steerstream.schemas;

import java.util.List;

/**
 * A rule with the strengths that a task's calibration rows give it.
 *
 * @param name its directions, joined by {@code +}
 * @param estimator of the strengths
 * @param strengths one for each direction
 */
public record CalibratedRule(String name, String estimator, List<NamedStrength> strengths) {
    public CalibratedRule {
        strengths = Immutable.list(strengths);
    }

    /** Whether a direction has other strengths for an answer's first tokens than for those that follow. */
    public boolean byPosition() {
        return strengths.stream().anyMatch(NamedStrength::placed);
    }

    /** How a rule of these directions is called. */
    public static String nameOf(List<NamedStrength> strengths) {
        return String.join("+", strengths.stream().map(NamedStrength::direction).toList());
    }
}
