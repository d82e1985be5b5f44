package dev.steerstream.tracker.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.tracker.access.Shown;
import dev.steerstream.tracker.feed.FeedEntry;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One client's open stream. The feed's thread and the parts' thread use it, each its own methods; the emitter is safe from both. */
final class EventStream {
    private final Followed followed;
    private final Shown shown;
    private final Sse sse;
    private final MultiEmitter<? super OutboundSseEvent> emitter;
    /** Of the feed's thread. */
    private long lastLine;
    /** Of the parts' thread: what the client has, by name. */
    private final Map<String, String> sent = new HashMap<>();

    private volatile long quietSince = System.nanoTime();

    EventStream(
            Followed followed, Shown shown, long lastLine, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
        this.followed = followed;
        this.shown = shown;
        this.lastLine = lastLine;
        this.sse = sse;
        this.emitter = emitter;
    }

    Followed followed() {
        return followed;
    }

    Shown shown() {
        return shown;
    }

    long lastLine() {
        return lastLine;
    }

    /** Takes the tenant's new lines, oldest first; those that it has are left out. What the feed no longer keeps is said, not passed over. */
    void lines(List<FeedEntry> lines, long newest) {
        long kept = lines.stream().filter(line -> line.number() > lastLine).count();
        long missed = newest - lastLine - kept;
        if (missed > 0) {
            send(sse.newEventBuilder()
                    .name("gap")
                    .data(String.class, json(Map.of("missed", missed)))
                    .build());
        }
        List<FeedEntry> wanted = lines.stream()
                .filter(line -> line.number() > lastLine && followed.shows(line))
                .toList();
        for (FeedEntry line : wanted.subList(Math.max(0, wanted.size() - followed.mostLines()), wanted.size())) {
            send(sse.newEventBuilder()
                    .name("feed")
                    .id(Long.toString(line.number()))
                    .data(String.class, followed.line(line))
                    .build());
        }
        lastLine = newest;
    }

    /** Sends the parts that are not as the client has them. */
    void parts(Map<String, String> parts) {
        parts.forEach((name, html) -> {
            if (html.equals(sent.put(name, html))) return;
            send(sse.newEventBuilder()
                    .name("part")
                    .data(String.class, json(Map.of("name", name, "html", html)))
                    .build());
        });
    }

    /** A comment where nothing was sent for this long. */
    void heartbeat(long quietNanos) {
        if (System.nanoTime() - quietSince < quietNanos) return;
        send(sse.newEventBuilder().comment("still here").build());
    }

    void complete() {
        emitter.complete();
    }

    private void send(OutboundSseEvent event) {
        quietSince = System.nanoTime();
        emitter.emit(event);
    }

    private static String json(Object data) {
        try {
            return Contracts.mapper().writeValueAsString(data);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a part of a page cannot be written as JSON", impossible);
        }
    }
}
