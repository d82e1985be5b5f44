package dev.steerstream.work.jobs;

/** How a worker's hold on a job ended. */
public enum JobEnd {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** To be tried again, here or elsewhere. */
    GIVEN_BACK,
    /** Somebody else has it. */
    LOST
}
