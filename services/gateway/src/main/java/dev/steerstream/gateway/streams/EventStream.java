package dev.steerstream.gateway.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.gateway.access.Authentication;
import dev.steerstream.gateway.http.Problems;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.errors.Failures;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's open stream. Safe from any thread; after its end everything sent is dropped. */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final Sse sse;
    private final MultiEmitter<? super OutboundSseEvent> emitter;
    private final BooleanSupplier good;
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean ended;

    EventStream(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter, BooleanSupplier good) {
        this.sse = sse;
        this.emitter = emitter;
        this.good = good;
        emitter.onTermination(this::terminated);
    }

    /** @param id for {@code Last-Event-ID}, or null */
    public void send(String name, String id, Object data) {
        OutboundSseEvent.Builder event = sse.newEventBuilder().name(name);
        if (id != null) event.id(id);
        emitter.emit(event.data(String.class, json(data)).build());
    }

    /** An event without a name: what clients of OpenAI's API read. */
    public void send(Object data) {
        text(json(data));
    }

    /** As above, with text that is sent as it is. */
    public void text(String data) {
        emitter.emit(sse.newEventBuilder().data(String.class, data).build());
    }

    /** With the mapper alone: problems and stored results are no messages with a schema. */
    private static String json(Object data) {
        try {
            return Contracts.mapper().writeValueAsString(data);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event cannot be written as JSON", impossible);
        }
    }

    /** Ends the stream with an event {@code error} that carries a problem. */
    public void fail(Throwable thrown) {
        send("error", null, Problems.of(thrown));
        complete();
    }

    public void complete() {
        emitter.complete();
    }

    /** Runs when the stream has ended, however it ended; at once where it has already. */
    public void afterwards(Runnable work) {
        synchronized (this) {
            if (!ended) {
                afterwards.add(work);
                return;
            }
        }
        work.run();
    }

    /** Keeps the connection, for as long as the client's key is good; where nobody can say so now, until the next time. */
    void beat() {
        boolean keyIsGood = true;
        try {
            keyIsGood = good.getAsBoolean();
        } catch (RuntimeException unknownNow) {
            LOG.warn(
                    "a stream's key cannot be looked up: {}",
                    Failures.of(unknownNow).message());
        }
        if (keyIsGood) emitter.emit(sse.newEventBuilder().comment("still here").build());
        else fail(Authentication.unknown());
    }

    private void terminated() {
        List<Runnable> left;
        synchronized (this) {
            ended = true;
            left = List.copyOf(afterwards);
            afterwards.clear();
        }
        left.forEach(Runnable::run);
    }
}
