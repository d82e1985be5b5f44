package dev.steerstream.model.architecture;

/** What the feed-forward block does to its gate. */
public enum Activation {
    /** {@code x * sigmoid(x)}. */
    SILU,
    /** GELU in its approximation by the hyperbolic tangent. */
    GELU_TANH
}
