/**
 * Traces from an HTTP request through the topics to its answer: W3C trace context travels in the header {@code traceparent} of requests and records,
 * whether anything is exported or not. Off unless OpenTelemetry's own environment variables name an exporter. No prompt, answer or row ever stands
 * in a span.
 */
package dev.steerstream.work.traces;
