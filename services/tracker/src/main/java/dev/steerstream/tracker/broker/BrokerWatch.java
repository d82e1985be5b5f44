package dev.steerstream.tracker.broker;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.tracker.broker.BrokerPicture.TopicState;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the broker every few seconds, on a thread of its own, so that no page waits for it. Safe from any thread. */
@Singleton
public class BrokerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration RATE_OVER = Duration.ofSeconds(15);

    private final TrackerConfiguration configuration;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "tracker-broker");
        made.setDaemon(true);
        return made;
    });
    /** Of the thread. */
    private final Deque<Ends> ends = new ArrayDeque<>();

    private Admin admin;
    private volatile boolean away;
    private volatile BrokerPicture picture;
    private volatile String waitsFor = "it was not looked at yet";

    BrokerWatch(TrackerConfiguration configuration) {
        this.configuration = configuration;
    }

    /** Sums of last offsets by topic. */
    private record Ends(Instant at, Map<String, Long> sums) {}

    void start(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.shutdownNow();
        if (thread.awaitTermination(5, TimeUnit.SECONDS) && admin != null) admin.close(Duration.ofSeconds(1));
    }

    /**
     * The newest one.
     *
     * @throws SteerStreamException transient {@code BROKER_UNAVAILABLE}
     */
    public BrokerPicture picture() {
        BrokerPicture newest = picture;
        if (newest != null) return newest;
        throw SteerStreamException.passing(
                "BROKER_UNAVAILABLE",
                "What the broker holds is not known: " + waitsFor + ".",
                "It is looked at again by itself every few seconds; the tracker's log names the cause.");
    }

    /** Whether the last look was in vain. */
    public boolean away() {
        return away;
    }

    private void look() {
        try {
            if (admin == null) admin = Admin.create(client());
            picture = read(new BrokerReading(admin, prefix()));
            if (away) LOG.info("the broker is to be seen again");
            away = false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException failure) {
            Failure known = Failures.of(failure);
            if (!away) LOG.warn("the broker is not to be seen: {} {}", known.code(), known.message());
            away = true;
            waitsFor = "it does not answer (" + known.code() + ")";
            picture = null;
            ends.clear();
        }
    }

    private BrokerPicture read(BrokerReading reading) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> described = reading.topics();
        BrokerReading.Offsets offsets = reading.offsets(described);
        Instant now = Instant.now();
        Map<String, Long> sums = new HashMap<>();
        described.keySet().forEach(name -> sums.put(name, offsets.ends(name)));
        ends.addLast(new Ends(now, sums));
        while (ends.size() > 2 && ends.peekFirst().at().isBefore(now.minus(RATE_OVER))) ends.removeFirst();
        List<TopicState> topics = new ArrayList<>();
        for (Topic topic : Topic.all()) {
            String name = topic.name(prefix());
            TopicDescription one = described.get(name);
            topics.add(new TopicState(
                    topic.id(),
                    name,
                    one == null ? 0 : one.partitions().size(),
                    one == null ? 0 : one.partitions().get(0).replicas().size(),
                    topic.retention()
                            .map(kept -> kept.toDays() > 0 ? kept.toDays() + " d" : kept.toHours() + " h")
                            .orElse("compacted"),
                    one == null ? null : (Long) offsets.records(name),
                    rate(name, now)));
        }
        return new BrokerPicture(now, reading.nodes(), topics, reading.groups(offsets.last()));
    }

    private Double rate(String topic, Instant now) {
        Ends first = ends.peekFirst();
        Long before = first.sums().get(topic);
        Long after = ends.peekLast().sums().get(topic);
        double seconds = Duration.between(first.at(), now).toMillis() / 1000.0;
        return before == null || after == null || seconds < 1 ? null : (Double) (Math.max(0, after - before) / seconds);
    }

    Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        client.put("default.api.timeout.ms", 10_000);
        client.put("request.timeout.ms", 5_000);
        return client;
    }

    /**
     * For a consumer that looks at what lies on a topic now. What it fetches ahead, where nothing more comes, is what its closing waits for: the
     * client's half second would be the page's.
     */
    public Map<String, Object> reader() {
        Map<String, Object> reader = client();
        reader.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        return reader;
    }

    public String prefix() {
        return configuration.topicPrefix().orElse("");
    }
}
