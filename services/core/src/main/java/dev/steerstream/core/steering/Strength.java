package dev.steerstream.core.steering;

/**
 * mu, the signed steering strength: what a context's vector is multiplied by before it is added to the warm logits.
 *
 * @param value finite, of either sign
 */
public record Strength(double value) {
    public static final Strength ZERO = new Strength(0);

    /** @throws InvalidStrengthException for NaN and the infinities */
    public Strength {
        if (!Double.isFinite(value)) {
            throw new InvalidStrengthException(value);
        }
    }
}
