package dev.steerstream.core.calibration;

/** Whether a strength can be fitted; all but SUFFICIENT mean strength 0. */
public enum Sufficiency {
    SUFFICIENT,
    /** Too few kept tokens with more than one survivor. */
    TOO_FEW_TOKENS,
    TOO_FEW_ROWS,
    /** The vector does not vary over the survivors of any token: warm and base agree. */
    NO_DIRECTION
}
