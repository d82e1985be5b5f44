package dev.steerstream.core.steering;

import java.util.Objects;

/**
 * How an answer is steered: {@code z = z_phi + strength * delta} on the survivors; {@code z = z_phi + penalty}, whatever the strength, on
 * the masked tokens; a penalty of minus infinity removes them. Immutable.
 *
 * @param mode BASE and WARM are the plain models, masked only where a confidence above 0 is asked
 * @param strength mu; not used unless the mode is STEERED
 * @param confidence alpha, 0..1; the mask is that of the mode's unsteered row
 * @param penalty lambda, at most 0, minus infinity by default
 * @param direction makes the vector
 */
public record Steering(Mode mode, Strength strength, double confidence, double penalty, Direction direction) {
    /** The published default of alpha. */
    public static final double DEFAULT_CONFIDENCE = 0.1;

    /** The published default of lambda: masked tokens are removed. */
    public static final double REMOVE = Double.NEGATIVE_INFINITY;

    public Steering {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(strength, "strength");
        Objects.requireNonNull(direction, "direction");
        new ConfidenceMask(confidence);
        if (!(penalty <= 0)) {
            throw new IllegalArgumentException(
                    "The penalty is " + penalty + "; it must be 0 or less, and minus infinity removes masked tokens.");
        }
    }

    /** The pre-trained model, unmasked. */
    public static Steering base() {
        return new Steering(Mode.BASE, Strength.ZERO, 0, REMOVE, new Delta());
    }

    /** The warm model, unmasked. */
    public static Steering warm() {
        return new Steering(Mode.WARM, Strength.ZERO, 0, REMOVE, new Delta());
    }

    /** Steered along {@link Delta}; masked tokens are removed. */
    public static Steering steered(double strength, double confidence) {
        return new Steering(Mode.STEERED, new Strength(strength), confidence, REMOVE, new Delta());
    }

    /** The same with another confidence. */
    public Steering withConfidence(double other) {
        return new Steering(mode, strength, other, penalty, direction);
    }

    /** The same with another strength. */
    public Steering withStrength(Strength other) {
        return new Steering(mode, other, confidence, penalty, direction);
    }

    public ConfidenceMask mask() {
        return new ConfidenceMask(confidence);
    }

    /** Whether masked tokens are removed rather than made less probable. */
    public boolean removes() {
        return penalty == REMOVE;
    }
}
