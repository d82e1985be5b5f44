package dev.steerstream.work.jobs;

/**
 * A job as its holder knows it.
 *
 * @param fence of this lease; every later write names it, and it is higher than that of every earlier lease
 * @param attempt 1 for the first worker that took the job
 * @param cancelRequested whether cancelling was asked before it was taken
 */
public record LeasedJob(
        String tenant, String job, JobKind kind, String adaptation, long fence, int attempt, boolean cancelRequested) {}
