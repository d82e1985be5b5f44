package dev.steerstream.work.jobs;

/** Counts what workers do. */
@FunctionalInterface
public interface JobObserver {
    void ended(LeasedJob job, JobEnd end);

    static JobObserver none() {
        return (job, end) -> {};
    }
}
