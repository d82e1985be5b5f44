package dev.steerstream.work.traces;

import dev.steerstream.schemas.MessageHeaders;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * A service's tracer. {@code OTEL_TRACES_EXPORTER}, such as {@code otlp}, switches it on; the other {@code OTEL_*} variables of OpenTelemetry's
 * specification say where spans go and which share of the traces is kept. Without it nothing of the exporter is loaded. Safe from any thread.
 */
public final class Tracing implements AutoCloseable {
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final OpenTelemetry telemetry;
    private final boolean exports;

    private Tracing(OpenTelemetry telemetry, boolean exports) {
        this.telemetry = telemetry;
        this.exports = exports;
    }

    /** Passes contexts on and records nothing. */
    public static Tracing off() {
        return new Tracing(OpenTelemetry.noop(), false);
    }

    /** As the process's environment has it. */
    public static Tracing of(String service) {
        return of(service, System.getenv(EXPORTER));
    }

    private static Tracing of(String service, String exporter) {
        if (exporter == null || exporter.isBlank() || exporter.equals("none")) return off();
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                // Metrics are scraped and logs read where they are written.
                .addPropertiesSupplier(() -> Map.of(
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.service.name", "steerstream-" + service))
                .build()
                .getOpenTelemetrySdk();
        return new Tracing(sdk, true);
    }

    /** Whether spans are recorded. */
    public boolean exports() {
        return exports;
    }

    /** A span of an HTTP request at our door; {@code headers} may name its caller's. */
    public TracedWork served(String name, Map<String, String> headers) {
        return begin(SpanKind.SERVER, name, headers);
    }

    /** A span of a record's handling; {@code headers} are the record's. */
    public TracedWork consumed(String name, Map<String, String> headers) {
        return begin(SpanKind.CONSUMER, name, headers);
    }

    /** As above, from the record's own headers. */
    public TracedWork consumed(String name, Headers headers) {
        String parent = MessageHeaders.text(headers, MessageHeaders.TRACE_PARENT);
        return consumed(name, parent == null ? Map.of() : Map.of(MessageHeaders.TRACE_PARENT, parent));
    }

    private TracedWork begin(SpanKind kind, String name, Map<String, String> headers) {
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        SpanBuilder span = telemetry
                .getTracer("dev.steerstream")
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(caller);
        return new TracedWork(span.startSpan());
    }

    /** Sends what is left, for some seconds at most. */
    @Override
    public void close() {
        if (telemetry instanceof OpenTelemetrySdk sdk) sdk.close();
    }
}
