package dev.steerstream.work.jobs;

import dev.steerstream.schemas.MessageHeaders;
import java.util.Map;

/**
 * A job as its holder knows it.
 *
 * @param adaptation that it is a job of; an evaluation's is the one whose profile it judges
 * @param evaluation that it is the job of, or null
 * @param fence of this lease; every later write names it, and it is higher than that of every earlier lease
 * @param attempt 1 for the first worker that took the job
 * @param cancelRequested whether cancelling was asked before it was taken
 * @param traceparent the span under which its work hangs, or null
 */
public record LeasedJob(
        String tenant,
        String job,
        JobKind kind,
        String adaptation,
        String evaluation,
        long fence,
        int attempt,
        boolean cancelRequested,
        String traceparent) {

    /** What the messages carry on that this job causes; empty where there is no trace. */
    public Map<String, String> trace() {
        return traceparent == null ? Map.of() : Map.of(MessageHeaders.TRACE_PARENT, traceparent);
    }

    /** The same under another span, that of its own work. */
    LeasedJob under(Map<String, String> trace) {
        return new LeasedJob(
                tenant,
                job,
                kind,
                adaptation,
                evaluation,
                fence,
                attempt,
                cancelRequested,
                trace.get(MessageHeaders.TRACE_PARENT));
    }
}
