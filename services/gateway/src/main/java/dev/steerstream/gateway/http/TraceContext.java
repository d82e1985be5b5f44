package dev.steerstream.gateway.http;

import java.util.Map;
import java.util.regex.Pattern;

/** W3C trace context of a request, passed on to the messages that it causes. One that is not well-formed is left out, as the recommendation has it. */
public final class TraceContext {
    public static final String HEADER = "traceparent";

    private static final Pattern WELL_FORMED = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    public static Map<String, String> headers(String traceparent) {
        if (traceparent == null || !WELL_FORMED.matcher(traceparent).matches()) return Map.of();
        return Map.of(HEADER, traceparent);
    }
}
