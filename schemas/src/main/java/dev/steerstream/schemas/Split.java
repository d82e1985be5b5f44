package dev.steerstream.schemas;

/** Which part of a task's data a row belongs to: warms up, fits the strength, or judges once. */
public enum Split {
    TRAIN,
    CALIBRATION,
    HELD_OUT
}
