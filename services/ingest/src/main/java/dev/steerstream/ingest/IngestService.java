package dev.steerstream.ingest;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.consume.BrokerRequirements;
import dev.steerstream.work.consume.DeadLetters;
import dev.steerstream.work.consume.RecordLoop;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.SchemaVersion;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jboss.logging.Logger;

/** Starts and stops the parts of ingest: the topology, the projector, the refusal of unaddressed records, the relay of what they announce. */
@ApplicationScoped
class IngestService {

    private static final Logger LOG = Logger.getLogger(IngestService.class);

    private final IngestConfiguration configuration;
    private final Database database;
    private KafkaStreams streams;
    private RecordLoop projector;
    private RecordLoop refusal;
    private OutboxRelay relay;

    IngestService(IngestConfiguration configuration, DataSource source) {
        this.configuration = configuration;
        this.database = new Database(source);
    }

    void start(@Observes StartupEvent event) {
        String prefix = configuration.topicPrefix().orElse("");
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        SchemaVersion.require(database);
        int submissionsPartitions;
        int rowsPartitions;
        try (Admin admin = Admin.create(client)) {
            BrokerRequirements.check(
                    admin,
                    prefix,
                    List.of(Topic.DATASET_SUBMISSIONS, Topic.DATASET_ROWS, Topic.DATASET_EVENTS, Topic.DEAD_LETTERS),
                    List.of());
            submissionsPartitions = partitions(admin, Topic.DATASET_SUBMISSIONS.name(prefix));
            rowsPartitions = partitions(admin, Topic.DATASET_ROWS.name(prefix));
        }
        streams = new KafkaStreams(
                IngestTopology.build(new IngestTopology.Settings(
                        prefix,
                        submissionsPartitions,
                        rowsPartitions,
                        configuration.ingest().idleLimit(),
                        configuration.ingest().remember())),
                streamsProperties(prefix));
        streams.setUncaughtExceptionHandler(thrown -> {
            LOG.error("the topology's thread ended and is replaced", thrown);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        Outbox outbox = new Outbox("ingest", Clock.systemUTC());
        DeadLetters deadLetters = new DeadLetters(database, outbox, Clock.systemUTC());
        projector = RecordLoop.start(
                client,
                prefix + "steerstream-ingest-projector",
                List.of(Topic.DATASET_EVENTS.name(prefix)),
                new DatasetProjector(database),
                deadLetters);
        refusal = RecordLoop.start(
                client,
                prefix + "steerstream-ingest-refusal",
                List.of(Topic.DATASET_SUBMISSIONS.name(prefix)),
                new UnaddressedRecords(),
                deadLetters);
        relay = OutboxRelay.start(database, client, prefix);
    }

    void stop(@Observes ShutdownEvent event) {
        if (relay != null) {
            relay.close();
        }
        if (refusal != null) {
            refusal.close();
        }
        if (projector != null) {
            projector.close();
        }
        if (streams != null) {
            streams.close(Duration.ofSeconds(10));
        }
    }

    /** Whether rows that are published now are taken, and what they become is stored. */
    boolean ready() {
        return streams != null
                && streams.state() == KafkaStreams.State.RUNNING
                && projector.failure().isEmpty()
                && database.answers();
    }

    String topologyState() {
        return streams == null ? "starting" : streams.state().name();
    }

    private Properties streamsProperties(String prefix) {
        Properties properties = new Properties();
        properties.putAll(configuration.kafka().properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "steerstream-ingest");
        properties.put(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, configuration.kafka().bootstrap());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(configuration.workDir(), "ingest").toString());
        properties.put(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG, configuration.ingest().threads());
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                configuration.ingest().commitInterval().toMillis());
        properties.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG, configuration.kafka().replication());
        properties.put(
                StreamsConfig.consumerPrefix("group.instance.id"),
                configuration.ingest().instance());
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // A killed broker or a killed ingest must not hold readers for the default minute.
        properties.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 20_000);
        return properties;
    }

    private static int partitions(Admin admin, String topic) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("topic " + topic + " cannot be described", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }
}
