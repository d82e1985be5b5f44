package dev.steerstream.work.jobs;

/**
 * Runs one job from its start, or its newest checkpoint, to {@link JobContext#commit}. It asks {@link JobContext#stopIfAsked()} between steps. What
 * it throws is mapped by {@link dev.steerstream.work.errors.Failures}: transient and resource failures are tried again, user and defect ones end
 * the job.
 */
@FunctionalInterface
public interface JobHandler {
    void run(LeasedJob job, JobContext context) throws Exception;
}
