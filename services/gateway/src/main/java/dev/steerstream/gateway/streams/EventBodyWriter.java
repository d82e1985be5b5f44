package dev.steerstream.gateway.streams;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Writes events one after the other, each when the one before it has left, without holding a thread; a closed connection ends the subscription. */
@Provider
public final class EventBodyWriter implements ServerMessageBodyWriter<EventBody> {
    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == EventBody.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == EventBody.class;
    }

    @Override
    public void writeResponse(EventBody body, Type generic, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setChunked(true);
        // An empty piece sends the head at once: a client that waits for it sees that its request was taken.
        response.write(new byte[0])
                .whenComplete((sent, failure) -> body.events().subscribe(new Writing(response, request)));
    }

    @Override
    public void writeTo(
            EventBody body,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream to) {
        throw new WebApplicationException("events are written by their own response");
    }

    private static final class Writing implements MultiSubscriber<OutboundSseEvent> {
        private final ServerHttpResponse response;
        private final ResteasyReactiveRequestContext request;
        private Flow.Subscription subscription;

        Writing(ServerHttpResponse response, ResteasyReactiveRequestContext request) {
            this.response = response;
            this.request = request;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            response.addCloseHandler(begun::cancel);
            if (response.closed()) begun.cancel();
            else begun.request(1);
        }

        @Override
        public void onItem(OutboundSseEvent event) {
            response.write(frame(event)).whenComplete((sent, failure) -> {
                if (failure == null) subscription.request(1);
                else subscription.cancel();
            });
        }

        @Override
        public void onFailure(Throwable failure) {
            end();
        }

        @Override
        public void onCompletion() {
            end();
        }

        private void end() {
            response.end();
            request.close();
        }
    }

    /** With a space behind each colon, which the standard leaves open and simple clients expect. */
    private static byte[] frame(OutboundSseEvent event) {
        StringBuilder frame = new StringBuilder();
        if (event.getComment() != null) line(frame, "", event.getComment());
        if (event.getId() != null) line(frame, "id", event.getId());
        if (event.getName() != null) line(frame, "event", event.getName());
        if (event.getData() != null) {
            for (String line : event.getData().toString().split("\n", -1)) line(frame, "data", line);
        }
        return frame.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder frame, String field, String value) {
        frame.append(field).append(": ").append(value).append('\n');
    }
}
