package dev.steerstream.gateway.streams;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.sse.OutboundSseEvent;

/** Server-sent events as the body of a response whose media type is known only when the request has been read. */
public record EventBody(Multi<OutboundSseEvent> events) {}
