package dev.steerstream.core.steering;

/** A rule that makes the steering vector of one context from the two models' distributions. Implementations are stateless. */
public interface Direction {
    /** The name that a task's profile knows it by. */
    String name();

    /** The vector's value at one token, in logit units. */
    double at(int token, TokenContext context);

    /** Whether it looks at the base model: where no direction does, decoding runs without its forward. */
    default boolean needsBase() {
        return true;
    }

    /** The paper's two by name: the projected gradient and the gradient itself. {@code core.direction} knows the others, too. */
    static Direction named(String name) {
        return switch (name) {
            case Delta.NAME -> new Delta();
            case LogRatio.NAME -> new LogRatio();
            default -> throw new IllegalArgumentException(
                    "Unknown direction '" + name + "'; known here are " + Delta.NAME + ", " + LogRatio.NAME + ".");
        };
    }
}
