package dev.steerstream.gateway.streams;

import dev.steerstream.gateway.GatewayConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Opens event streams, each with a bounded buffer: a client that lags further behind loses its stream, not the gateway its memory. */
@Singleton
public class EventStreams {
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final int buffer;

    public EventStreams(GatewayConfiguration configuration, Background background, MeterRegistry meters) {
        this.buffer = configuration.gateway().streamBuffer();
        background.every(configuration.gateway().heartbeat(), () -> open.forEach(EventStream::comment));
        meters.gaugeCollectionSize("steerstream.gateway.streams", java.util.List.of(), open);
    }

    /** @param opened gets the stream once the client's connection takes events */
    public Multi<OutboundSseEvent> open(Sse sse, Consumer<EventStream> opened) {
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            EventStream stream = new EventStream(sse, emitter);
                            open.add(stream);
                            stream.afterwards(() -> open.remove(stream));
                            opened.accept(stream);
                        },
                        buffer);
    }
}
