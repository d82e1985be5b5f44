package dev.steerstream.core.steering;

/** Which distribution an answer is drawn from. */
public enum Mode {
    /** The pre-trained model alone. */
    BASE,
    /** The model with the task's adapter alone. */
    WARM,
    /** The warm model, steered. Strength 0 equals WARM under the same mask. */
    STEERED
}
