package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;

/**
 * {@code log p_phi(v)}, which is z_phi but for a constant that no softmax sees: strength c sharpens or flattens the warm distribution to
 * temperature {@code 1 / (1 + c)}. It looks at no base model.
 */
public record Temperature() implements Direction {
    public static final String NAME = "temperature";

    /** {@code 1 + c} is at least 0.05, a temperature of 20: below lies noise, and below 0 the least probable token would win. */
    public static final double LOWEST = 0.05 - 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(int token, TokenContext context) {
        return context.warmLogProbability(token);
    }

    @Override
    public double lowestStrength() {
        return LOWEST;
    }

    @Override
    public boolean needsBase() {
        return false;
    }
}
