package dev.steerstream.work.jobs;

/**
 * A job as its holder knows it.
 *
 * @param adaptation that it is a job of; an evaluation's is the one whose profile it judges
 * @param evaluation that it is the job of, or null
 * @param fence of this lease; every later write names it, and it is higher than that of every earlier lease
 * @param attempt 1 for the first worker that took the job
 * @param cancelRequested whether cancelling was asked before it was taken
 */
public record LeasedJob(
        String tenant,
        String job,
        JobKind kind,
        String adaptation,
        String evaluation,
        long fence,
        int attempt,
        boolean cancelRequested) {}
