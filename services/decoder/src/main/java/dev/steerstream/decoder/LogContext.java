package dev.steerstream.decoder;

import dev.steerstream.work.traces.TracedWork;
import org.slf4j.MDC;

/** Names the request in every log line of this thread until it is closed; structured logs show the names as fields of their own. */
final class LogContext implements AutoCloseable {
    private static final String TENANT = "tenant";
    private static final String REQUEST = "request";
    private static final String TRACE = "trace_id";

    private LogContext() {}

    static LogContext of(Incoming incoming, TracedWork span) {
        MDC.put(TENANT, incoming.name().tenant());
        MDC.put(REQUEST, incoming.request().id());
        span.traceId().ifPresent(trace -> MDC.put(TRACE, trace));
        return new LogContext();
    }

    @Override
    public void close() {
        MDC.remove(TRACE);
        MDC.remove(REQUEST);
        MDC.remove(TENANT);
    }
}
