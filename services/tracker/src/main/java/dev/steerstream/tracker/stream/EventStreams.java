package dev.steerstream.tracker.stream;

import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.tracker.access.Admission;
import dev.steerstream.tracker.access.Shown;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.keys.ApiKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams and the threads that feed them: lines of the feed are looked for several times a second, the parts of the followed pages are made
 * anew, and the streams of those who may look no more are ended. Nothing is done while no stream is open. There is a thread more than there is
 * work that asks the database: a slow one holds up the parts, never the feed.
 */
@Singleton
public class EventStreams {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final LiveViews live;
    private final Admission admission;
    private final TrackerConfiguration.Tracker configuration;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "tracker-streams");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean stopping;

    public EventStreams(LiveViews live, Admission admission, TrackerConfiguration configuration, MeterRegistry meters) {
        this.live = live;
        this.admission = admission;
        this.configuration = configuration.tracker();
        every(LOOK_EVERY, this::heartbeats);
        every(LOOK_EVERY, this::lines);
        every(LOOK_EVERY, () -> parts(true));
        every(this.configuration.refresh(), () -> parts(false));
        every(ApiKeys.REMEMBERED, this::admissions);
        meters.gaugeCollectionSize("steerstream.tracker.streams", List.of(), open);
    }

    /**
     * Opens a stream.
     *
     * @param shown by who opens it: the stream ends when that is good no more
     * @param lastLine number of the last line that the client has; without one it gets what comes from now on
     * @throws SteerStreamException transient {@code TOO_MANY_STREAMS}
     */
    public Multi<OutboundSseEvent> open(Sse sse, Followed followed, Shown shown, Long lastLine) {
        if (stopping) {
            throw SteerStreamException.passing(
                    "STOPPING", "the tracker is stopping", "Come back in some seconds, with the id of the last event.");
        }
        if (open.size() >= configuration.streams()) {
            throw SteerStreamException.passing(
                    "TOO_MANY_STREAMS",
                    open.size() + " event streams are open, the limit is " + configuration.streams(),
                    "Close pages that nobody looks at, or raise steerstream.tracker.streams.");
        }
        long own = open.stream()
                .filter(stream -> stream.followed().tenant().equals(followed.tenant()))
                .count();
        if (own >= configuration.streamsPerTenant()) {
            throw SteerStreamException.passing(
                    "TOO_MANY_STREAMS",
                    own + " event streams of tenant " + followed.tenant()
                            + " are open: that is a tenant's share of the " + configuration.streams(),
                    "Close pages that nobody looks at, or raise steerstream.tracker.streams-per-tenant.");
        }
        long newest = orNone(() -> live.newestLine(followed.tenant()));
        // A number that was never given comes from before the state was lost.
        long begin = lastLine == null || (newest > 0 && lastLine > newest) ? newest : lastLine;
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            EventStream stream = new EventStream(followed, shown, begin, sse, emitter);
                            emitter.onTermination(() -> open.remove(stream));
                            open.add(stream);
                        },
                        configuration.streamBuffer());
    }

    private static long orNone(LongSupplier number) {
        try {
            return number.getAsLong();
        } catch (SteerStreamException notYet) {
            return 0;
        }
    }

    private void heartbeats() {
        long quiet = configuration.heartbeat().toNanos();
        open.forEach(stream -> stream.heartbeat(quiet));
    }

    /** Each is asked for once, however many streams it has; while the database is away they go on. */
    private void admissions() {
        Map<Shown, Boolean> asked = new HashMap<>();
        for (EventStream stream : open) {
            if (!asked.computeIfAbsent(stream.shown(), admission::lasts)) stream.complete();
        }
    }

    private void lines() {
        Map<String, List<EventStream>> byTenant = open.stream()
                .collect(Collectors.groupingBy(stream -> stream.followed().tenant()));
        byTenant.forEach((tenant, streams) -> {
            long newest = live.newestLine(tenant);
            long oldest =
                    streams.stream().mapToLong(EventStream::lastLine).min().orElse(newest);
            if (newest > oldest) {
                List<FeedEntry> lines = live.feed(tenant, oldest, null, Integer.MAX_VALUE);
                long last =
                        lines.isEmpty() ? newest : lines.get(lines.size() - 1).number();
                streams.forEach(stream -> stream.lines(lines, last));
            }
        });
    }

    /** @param quick of which pages */
    private void parts(boolean quick) {
        Map<Followed, Map<String, String>> made = new HashMap<>();
        for (EventStream stream : open) {
            if (stream.followed().quick() != quick) continue;
            stream.parts(made.computeIfAbsent(stream.followed(), EventStreams::partsOf));
        }
    }

    /** A page that cannot be made now, or not any more, keeps the others from nothing. */
    private static Map<String, String> partsOf(Followed followed) {
        try {
            return followed.parts();
        } catch (RuntimeException thrown) {
            LOG.debug("a page waits: {}", Failures.of(thrown).message());
            return Map.of();
        }
    }

    private void every(Duration interval, Runnable work) {
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException thrown) {
                        LOG.debug("streams wait: {}", Failures.of(thrown).message());
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** While the server still writes; a client that comes back meanwhile is refused. */
    void endStreams(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(EventStream::complete);
    }

    /** Before what they read from goes. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        threads.shutdownNow();
    }
}
