package dev.steerstream.tracker;

import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.topology.Outcome;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the tracker on a thread of its own, again and again with backoff while broker or database lack something, so that the order in which an
 * installation's parts come up does not matter. Health and pages tell what it waits for.
 */
@Singleton
public class TrackerService {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerService.class);

    private final TrackerConfiguration configuration;
    private final Database database;
    private final MeterRegistry meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread starter = new Thread(this::startWithPatience, "tracker-start");
    private volatile Tracker tracker;
    private volatile String waitsFor = "has not begun";

    TrackerService(TrackerConfiguration configuration, Database database, MeterRegistry meters) {
        this.configuration = configuration;
        this.database = database;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        starter.setDaemon(true);
        starter.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        starter.interrupt();
        starter.join(TimeUnit.SECONDS.toMillis(30));
        if (tracker != null) tracker.close();
    }

    Optional<Tracker> started() {
        return Optional.ofNullable(tracker);
    }

    /**
     * The running tracker.
     *
     * @throws SteerStreamException transient {@code LIVE_STATE_UNAVAILABLE} before it has started
     */
    public Tracker running() {
        return started()
                .orElseThrow(() -> SteerStreamException.passing(
                        "LIVE_STATE_UNAVAILABLE",
                        "the live numbers are not there yet: " + waitsFor,
                        "They come by themselves once broker and database have what is needed."));
    }

    /** What keeps it from its work, one sentence each. */
    List<String> obstacles() {
        Tracker running = tracker;
        return running == null ? List.of("start: " + waitsFor) : running.obstacles();
    }

    /** As above, but for the database, which is not asked. */
    public List<String> topologyObstacles() {
        Tracker running = tracker;
        return running == null ? List.of("start: " + waitsFor) : running.topologyObstacles();
    }

    /** Whether the process can come to its work, or do it, without being started anew. */
    boolean alive() {
        Tracker running = tracker;
        return running == null ? starter.isAlive() : running.alive();
    }

    private void startWithPatience() {
        Backoff backoff = Backoff.quick();
        for (int attempt = 1; ; attempt++) {
            try {
                Tracker running = Tracker.start(configuration, database, this::count);
                new KafkaStreamsMetrics(running.streams()).bindTo(meters);
                tracker = running;
                LOG.info("tracker follows the events");
                return;
            } catch (RuntimeException failure) {
                waitsFor = Failures.of(failure).message();
                LOG.warn("tracker cannot start yet: {}", waitsFor);
            }
            try {
                if (stopping.await(backoff.after(attempt).toMillis(), TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void count(Topic topic, Outcome outcome) {
        meters.counter(
                        "steerstream.tracker.events",
                        "topic",
                        topic.id(),
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
