package dev.steerstream.core.decoding.generation;

/** Why an answer ended. */
public enum FinishReason {
    /** A stop string or an end-of-text token. */
    STOP,
    /** The maximum of tokens. */
    LENGTH,
    /** Cancelled from outside. */
    CANCELLED
}
