package dev.steerstream.work.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A piece of work and its span, until it is closed. Safe from any thread. */
public final class TracedWork implements AutoCloseable {
    private final Span span;

    TracedWork(Span span) {
        this.span = span;
    }

    /** What the messages carry on that this work causes; empty where there is no trace. */
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, Map::put);
        // The state of other vendors is not passed on: nothing of ours changes it.
        headers.keySet().retainAll(Set.of("traceparent"));
        return Map.copyOf(headers);
    }

    /** For logs; empty where there is no trace. */
    public Optional<String> traceId() {
        return span.getSpanContext().isValid()
                ? Optional.of(span.getSpanContext().getTraceId())
                : Optional.empty();
    }

    public TracedWork with(String attribute, String value) {
        if (value != null) span.setAttribute(attribute, value);
        return this;
    }

    public TracedWork with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    /** @param code names the error; sentences may quote what a client sent and stay out */
    public void failed(String code) {
        span.setAttribute("error.type", code);
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
        span.end();
    }
}
