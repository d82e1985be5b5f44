package dev.steerstream.work.jobs;

/** The database's answer to a heartbeat. */
public enum Heartbeat {
    HELD,
    CANCEL_REQUESTED,
    LOST
}
