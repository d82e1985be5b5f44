package dev.steerstream.core.steering;

/** A rule that makes the steering vector of one context from the two models' distributions. Implementations are stateless. */
public interface Direction {
    /** The name that a task's profile knows it by. */
    String name();

    /** The vector's value at one token, in logit units. */
    double at(int token, TokenContext context);

    /** Strengths below it have no meaning; minus infinity where all have one. Zero lies above it. */
    default double lowestStrength() {
        return Double.NEGATIVE_INFINITY;
    }

    /** Whether it looks at the base model: where no direction does, decoding runs without its forward. */
    default boolean needsBase() {
        return true;
    }
}
