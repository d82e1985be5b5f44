package dev.steerstream.work.jobs;

import org.slf4j.MDC;

/** Names the job in every log line of this thread until it is closed; structured logs show the names as fields of their own. */
final class LogContext implements AutoCloseable {
    private static final String TENANT = "tenant";
    private static final String JOB = "job";

    private LogContext() {}

    static LogContext of(LeasedJob job) {
        MDC.put(TENANT, job.tenant());
        MDC.put(JOB, job.job());
        return new LogContext();
    }

    @Override
    public void close() {
        MDC.remove(JOB);
        MDC.remove(TENANT);
    }
}
