package dev.steerstream.decoder.running;

/** Why a running request was stopped from outside. */
public enum StopReason {
    CANCELLED,
    EXPIRED,
    /** The decoder is being stopped: another one takes the request again. */
    SHUTDOWN
}
