package dev.steerstream.work.jobs;

import java.time.Duration;

/** Counts what workers do. Called from the worker's and the heartbeat's thread; returns at once and never throws. */
@FunctionalInterface
public interface JobObserver {
    void ended(LeasedJob job, JobEnd end);

    /** The lease was taken, or the database has just said that it is still held. */
    default void heartbeat(LeasedJob job) {}

    /** The worker holds the job no longer, however that came. */
    default void released(LeasedJob job) {}

    /** A phase of the job is over, because the next one begins or the job ends. */
    default void phaseEnded(LeasedJob job, String phase, Duration duration) {}

    static JobObserver none() {
        return (job, end) -> {};
    }
}
