package dev.steerstream.tracker.jobs;

import java.time.Instant;

/**
 * One piece of work under a lease: the warm start or the calibration of an adaptation.
 *
 * @param kind warm_start or extraction
 * @param state queued, running, succeeded, failed or cancelled
 * @param attempt 1 for the first worker; 0 before it
 * @param owner the worker, or null
 * @param leaseExpiresAt while it runs: without a heartbeat until then another worker takes it
 * @param checkpointStep of the newest checkpoint, or null
 * @param checkpointBytes its size
 */
public record JobRow(
        String job,
        String kind,
        String state,
        boolean cancelRequested,
        int attempt,
        long fence,
        String owner,
        Instant leaseExpiresAt,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt,
        Long checkpointStep,
        Instant checkpointAt,
        Long checkpointBytes) {

    public boolean running() {
        return state.equals("running");
    }

    /** Seconds until another worker may take it; negative where the heartbeat is overdue. */
    public Double leaseSeconds() {
        return leaseExpiresAt == null
                ? null
                : (Double) ((leaseExpiresAt.toEpochMilli() - Instant.now().toEpochMilli()) / 1000.0);
    }

    public boolean overdue() {
        return leaseExpiresAt != null && leaseExpiresAt.isBefore(Instant.now());
    }
}
