package dev.steerstream.work.jobs;

/** Cancelling was asked before the job's result was committed: the worker ends it as cancelled. */
public final class JobCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JobCancelledException(LeasedJob job) {
        super("job " + job.job() + " of tenant " + job.tenant() + " is cancelled on request");
    }
}
