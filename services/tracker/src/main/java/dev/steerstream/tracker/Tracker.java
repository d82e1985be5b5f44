package dev.steerstream.tracker;

import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.live.LiveStores;
import dev.steerstream.tracker.live.RequestNumbers;
import dev.steerstream.tracker.topology.Outcome;
import dev.steerstream.tracker.topology.TrackerTopology;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running tracker, without any framework: the topology, and the doors to its state. Safe from any thread. */
public final class Tracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Database database;
    private final KafkaStreams streams;
    private final LiveStores stores;
    private final RequestNumbers requests;

    /**
     * Checks what it needs, then starts the topology.
     *
     * @param listener told what became of every event
     * @throws SteerStreamException naming what broker or database lack
     */
    public static Tracker start(TrackerConfiguration configuration, Database database, Outcome.Listener listener) {
        SchemaVersion.require(database);
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        try (Admin admin = Admin.create(client)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(
                            Topic.GENERATION_RESULTS,
                            Topic.ADAPTATION_EVENTS,
                            Topic.EVALUATION_EVENTS,
                            Topic.DATASET_EVENTS,
                            Topic.DEAD_LETTERS),
                    List.of());
        }
        TrackerConfiguration.Tracker own = configuration.tracker();
        TrackerTopology.Settings settings =
                new TrackerTopology.Settings(prefix, own.window(), own.keep(), own.remember());
        KafkaStreams streams =
                new KafkaStreams(TrackerTopology.build(settings, listener), StreamsSettings.of(configuration));
        streams.setUncaughtExceptionHandler(thrown -> {
            LOG.error("a thread of the topology ended and is replaced: {}", thrown.getMessage(), thrown);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        return new Tracker(database, streams, own.window());
    }

    private Tracker(Database database, KafkaStreams streams, Duration window) {
        this.database = database;
        this.streams = streams;
        this.stores = new LiveStores(streams);
        this.requests = new RequestNumbers(stores, window, Clock.systemUTC());
    }

    /** For the meters. */
    public KafkaStreams streams() {
        return streams;
    }

    /** Progress of adaptations, and the feed. */
    public LiveStores stores() {
        return stores;
    }

    public RequestNumbers requests() {
        return requests;
    }

    /** What keeps it from showing what happens now: one sentence each; none when all is well. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>(topologyObstacles());
        if (!database.answers()) obstacles.add("the database does not answer");
        return obstacles;
    }

    /** As above, but for the database, which is not asked. */
    public List<String> topologyObstacles() {
        KafkaStreams.State state = streams.state();
        return state == KafkaStreams.State.RUNNING ? List.of() : List.of("the topology is " + state);
    }

    /** Whether its threads live; broker and database are not asked. */
    public boolean alive() {
        return streams.state() != KafkaStreams.State.ERROR;
    }

    @Override
    public void close() {
        streams.close(STOP_LIMIT);
    }
}
