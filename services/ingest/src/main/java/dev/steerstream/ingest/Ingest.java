package dev.steerstream.ingest;

import dev.steerstream.ingest.assembly.IngestTopology;
import dev.steerstream.ingest.registry.DatasetProjector;
import dev.steerstream.ingest.registry.UnaddressedRecords;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.RecordLoop;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running ingest, without any framework: the topology, the projector, the refusal of unaddressed records, the relay of what they announce. Closed
 * in the reverse order. Safe from any thread.
 */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Database database;
    private final KafkaStreams streams;
    private final RecordLoop projector;
    private final RecordLoop refusal;

    /**
     * Checks what it needs, then starts all parts.
     *
     * @param ended told of every end of a submission when it is stored
     * @throws SteerStreamException naming what broker or database lack
     */
    public static Ingest start(IngestConfiguration configuration, Database database, Consumer<DatasetEvent> ended) {
        SchemaVersion.require(database);
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        try (Admin admin = Admin.create(client)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(Topic.DATASET_SUBMISSIONS, Topic.DATASET_ROWS, Topic.DATASET_EVENTS, Topic.DEAD_LETTERS),
                    List.of());
            IngestTopology.Settings settings = new IngestTopology.Settings(
                    prefix,
                    partitions(admin, Topic.DATASET_SUBMISSIONS.name(prefix)),
                    partitions(admin, Topic.DATASET_ROWS.name(prefix)),
                    configuration.ingest().idleLimit(),
                    configuration.ingest().remember());
            return new Ingest(configuration, settings, client, database, ended);
        }
    }

    private Ingest(
            IngestConfiguration configuration,
            IngestTopology.Settings settings,
            Map<String, Object> client,
            Database database,
            Consumer<DatasetEvent> ended) {
        this.database = database;
        String prefix = settings.topicPrefix();
        Clock clock = Clock.systemUTC();
        DeadLetters deadLetters = new DeadLetters(database, new Outbox("ingest", clock), clock);
        open.push(OutboxRelay.start(database, client, prefix));
        projector = opened(RecordLoop.start(
                client,
                prefix + "steerstream-ingest-projector",
                List.of(Topic.DATASET_EVENTS.name(prefix)),
                new DatasetProjector(database, ended),
                deadLetters));
        refusal = opened(RecordLoop.start(
                client,
                prefix + "steerstream-ingest-refusal",
                List.of(Topic.DATASET_SUBMISSIONS.name(prefix)),
                new UnaddressedRecords(),
                deadLetters));
        streams = new KafkaStreams(IngestTopology.build(settings), StreamsSettings.of(configuration));
        open.push(() -> streams.close(STOP_LIMIT));
        streams.setUncaughtExceptionHandler(thrown -> {
            LOG.error("a thread of the topology ended and is replaced: {}", thrown.getMessage(), thrown);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
    }

    /** For the meters. */
    public KafkaStreams streams() {
        return streams;
    }

    /** What keeps rows that are published now from being taken and registered: one sentence each; none when all is well. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (streams.state() != KafkaStreams.State.RUNNING) obstacles.add("the topology is " + streams.state());
        if (!projector.running()) obstacles.add("the projector has ended");
        if (!refusal.running()) obstacles.add("the reader of unaddressed records has ended");
        projector.failure().ifPresent(failure -> obstacles.add("the projector waits: " + failure.message()));
        refusal.failure().ifPresent(failure -> obstacles.add("the dead letters wait: " + failure.message()));
        if (!database.answers()) obstacles.add("the database does not answer");
        return obstacles;
    }

    /** Whether its threads live; broker and database are not asked. */
    public boolean alive() {
        return streams.state() != KafkaStreams.State.ERROR && projector.running() && refusal.running();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                LOG.warn("a part did not stop in order: {}", failure.getMessage(), failure);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static int partitions(Admin admin, String topic) {
        try {
            Map<String, TopicDescription> found =
                    admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
            return found.get(topic).partitions().size();
        } catch (ExecutionException | TimeoutException failed) {
            throw SteerStreamException.passing(
                    "BROKER_UNAVAILABLE",
                    "topic " + topic + " cannot be described: " + failed.getMessage(),
                    "Check steerstream.kafka.bootstrap and that the broker runs.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }
}
