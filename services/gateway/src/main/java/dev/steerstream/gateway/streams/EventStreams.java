package dev.steerstream.gateway.streams;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.access.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Opens event streams, each with a bounded buffer: a client that lags further behind loses its stream, not the gateway its memory. */
@Singleton
public class EventStreams {
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final int buffer;
    private final Caller caller;

    public EventStreams(
            GatewayConfiguration configuration, Background background, MeterRegistry meters, Caller caller) {
        this.buffer = configuration.gateway().streamBuffer();
        this.caller = caller;
        background.every(configuration.gateway().heartbeat(), () -> open.forEach(EventStream::beat));
        meters.gaugeCollectionSize("steerstream.gateway.streams", java.util.List.of(), open);
    }

    /**
     * For the request at hand; with a heartbeat it is seen whether the key that the request was sent with is still good.
     *
     * @param opened gets the stream once the client's connection takes events
     */
    public Multi<OutboundSseEvent> open(Sse sse, Consumer<EventStream> opened) {
        BooleanSupplier good = caller.good();
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            EventStream stream = new EventStream(sse, emitter, good);
                            open.add(stream);
                            stream.afterwards(() -> open.remove(stream));
                            opened.accept(stream);
                        },
                        buffer);
    }
}
