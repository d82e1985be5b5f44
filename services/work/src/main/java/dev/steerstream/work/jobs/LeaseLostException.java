package dev.steerstream.work.jobs;

/** Somebody else has the job, or it has ended: the holder of the old fence stops and writes nothing more. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(LeasedJob job) {
        super("the lease of job " + job.job() + " of tenant " + job.tenant() + " with fence " + job.fence()
                + " is lost: another worker has taken it, or it has ended");
    }
}
