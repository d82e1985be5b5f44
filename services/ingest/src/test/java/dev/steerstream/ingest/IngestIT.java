package dev.steerstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.TopicProvisioner;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The whole of ingest on a real broker and a real database. */
class IngestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private String bootstrap;
    private String prefix;
    private String jdbc;
    private Database database;

    @BeforeEach
    void prepare() {
        bootstrap = SharedParts.bootstrap();
        prefix = SharedParts.topicPrefix(IngestIT.class);
        var made = SharedParts.database(IngestIT.class);
        jdbc = made.jdbcUrl() + "?user=" + made.user() + "&password=" + made.password();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbc);
        Migrations.migrate(source);
        database = new Database(source);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
    }

    @Test
    void whatAnyClientPublishesOnAnyPartitionIsSealedRegisteredAndReadBack() {
        try (Ingest ingest = start();
                Publisher publisher = new Publisher(bootstrap, prefix)) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
            Collections.shuffle(order, new Random(3));
            publisher.end("tickets", "u1", 1_000, "");
            order.forEach(row -> publisher.row("tickets", "u1", row, pair(row)));
            order.subList(0, 100).forEach(row -> publisher.row("tickets", "u1", row, pair(row)));

            SealedSubmission sealed = sealed("tickets", "u1");
            List<DatasetRow> rows = log().rows(sealed, EnumSet.allOf(Split.class));
            assertThat(rows).hasSize(1_000);
            assertThat(rows.get(17).completion()).isEqualTo("answer 17");
            assertThat(sealed.splits().values()).doesNotContain(0L);
            assertThat(ingest.obstacles()).isEmpty();
            assertThat(count("select count(*) from rejected_row")).isZero();
        }
    }

    @Test
    void everyBadRowIsInTheRegistryInTheOrderOfItsFinding() {
        try (Ingest ingest = start();
                Publisher publisher = new Publisher(bootstrap, prefix)) {
            for (int row = 0; row < 250; row++) publisher.row("tickets", "bad", row, "{\"prompt\": " + row + "}");
            publisher.end("tickets", "bad", 250, "");

            await().atMost(PATIENCE)
                    .until(() -> count("select count(*) from dataset_submission where state = 'rejected'") == 1);
            assertThat(count("select bad_rows from dataset_submission")).isEqualTo(500);
            assertThat(count("select count(*) from rejected_row")).isEqualTo(500);
            assertThat(
                            count(
                                    "select count(distinct line) from rejected_row where rule <> '' and field in ('prompt', 'completion')"))
                    .isEqualTo(250);
            assertThat(ingest.obstacles()).isEmpty();
        }
    }

    @Test
    void whatBelongsToNoDatasetBecomesADeadLetterWithItsOriginAndTheNextRecordIsTaken() {
        try (Ingest ingest = start();
                Publisher publisher = new Publisher(bootstrap, prefix)) {
            publisher.send(Map.of(), "{\"prompt\": \"a\"}");
            publisher.send(Map.of("dataset", "tickets"), "not json");
            publisher.send(Map.of("dataset", "../etc", "submission", "s"), "x");
            publisher.send(Map.of("dataset", "tickets", "submission", "s", "ce_tenant", "No Tenant"), "y");
            publishTwo(publisher, "tickets", "after");

            sealed("tickets", "after");
            await().atMost(PATIENCE).until(() -> count("select count(*) from dead_letter") == 4);
            assertThat(count("select count(*) from dead_letter where topic = '" + prefix
                            + "dataset-submissions' and convert_from(body, 'UTF8') in ('{\"prompt\": \"a\"}', 'not json', 'x', 'y')"
                            + " and failure ->> 'code' = 'UNADDRESSED_ROW'"))
                    .isEqualTo(4);
            await().atMost(PATIENCE).until(() -> read(Topic.DEAD_LETTERS).size() == 4);
            assertThat(read(Topic.DEAD_LETTERS))
                    .extracting(message -> Contracts.read(DeadLetter.class, message.value())
                            .failure()
                            .message())
                    .anySatisfy(message -> assertThat(message).contains("../etc"))
                    .anySatisfy(message -> assertThat(message).contains("No Tenant"));
            assertThat(ingest.obstacles()).isEmpty();
        }
    }

    @Test
    void aRowOfTheBrokersLargestSizePassesOrIsRefusedAndNothingStops() {
        try (Ingest ingest = start();
                Publisher publisher = new Publisher(bootstrap, prefix)) {
            for (int row = 0; row < 8; row++) {
                publisher.row(
                        "large",
                        "fits",
                        row,
                        "{\"prompt\": \"" + row + "x".repeat(1_010_000) + "\", \"completion\": \"1\", \"split\": \""
                                + (row % 2 == 0 ? "train" : "calibration") + "\"}");
            }
            publisher.end("large", "fits", 8, "");
            publisher.row("large", "over", 0, "{\"prompt\": \"" + "x".repeat(1_048_000) + "\", \"completion\": \"1\"}");
            publisher.end("large", "over", 1, "");

            assertThat(log().rows(sealed("large", "fits"), EnumSet.allOf(Split.class)))
                    .hasSize(8);
            await().atMost(PATIENCE)
                    .until(() -> count("select count(*) from dataset_submission where state = 'rejected'") == 1);
            assertThat(ingest.obstacles()).isEmpty();
        }
    }

    @Test
    void aSilentSubmissionIsRegisteredAsIncomplete() {
        var configuration = new TestIngest.Configuration(bootstrap, prefix, directory, Duration.ofSeconds(2));
        try (Ingest ingest = Ingest.start(configuration, database, event -> {});
                Publisher publisher = new Publisher(bootstrap, prefix)) {
            publisher.row("tickets", "silent", 0, pair(0));
            publisher.row("tickets", "silent", 1, "{}");
            await().atMost(PATIENCE)
                    .until(() -> count("select count(*) from dataset_submission where state = 'incomplete'") == 1);
            assertThat(count("select count(*) from rejected_row")).isEqualTo(1);
            assertThat(ingest.obstacles()).isEmpty();
        }
    }

    /** kill -9 of the process while it writes: what was not committed is undone, what was is not written again. */
    @Test
    void aKillWhileRowsAreWrittenGivesOneSealWithTheRightCountAndHash() throws Exception {
        int count = 20_000;
        try (Publisher publisher = new Publisher(bootstrap, prefix)) {
            Process first = process();
            try {
                for (int row = 0; row < count; row++) publisher.row("tickets", "killed", row, pair(row));
                publisher.flush();
                publisher.end("tickets", "killed", count, "");
                publisher.flush();
                awaitAtLeast(2_000, () -> end(Topic.DATASET_ROWS));
            } finally {
                first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            assertThat(count("select count(*) from dataset_submission"))
                    .as("killed before the seal")
                    .isZero();
            Process second = process();
            try {
                SealedSubmission sealed = sealed("tickets", "killed");
                assertThat(log().rows(sealed, EnumSet.allOf(Split.class)))
                        .hasSize(count)
                        .element(12_345)
                        .extracting(DatasetRow::completion)
                        .isEqualTo("answer 12345");
                List<String> types = read(Topic.DATASET_ROWS).stream()
                        .map(message -> MessageHeaders.text(message.headers(), MessageHeaders.TYPE))
                        .toList();
                assertThat(Collections.frequency(types, MessageHeaders.type(DatasetSeal.class)))
                        .isEqualTo(1);
                assertThat(Collections.frequency(types, MessageHeaders.type(DatasetRow.class)))
                        .isEqualTo(count);
                assertThat(read(Topic.DATASET_EVENTS)).hasSize(1);
            } finally {
                second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private Ingest start() {
        return Ingest.start(TestIngest.configuration(bootstrap, prefix, directory), database, event -> {});
    }

    private Process process() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestIngest.class.getName(),
                        bootstrap,
                        prefix,
                        directory.toString(),
                        jdbc)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-ingest.log")))
                .start();
    }

    private static void publishTwo(Publisher publisher, String dataset, String submission) {
        publisher.row(dataset, submission, 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}");
        publisher.row(dataset, submission, 1, "{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"calibration\"}");
        publisher.end(dataset, submission, 2, "");
    }

    private SealedSubmission sealed(String dataset, String submission) {
        SealedSubmissions registry = new SealedSubmissions();
        await().atMost(PATIENCE)
                .until(() -> database.read(handle -> registry.find(handle, "default", dataset, submission))
                        .isPresent());
        return database.read(handle -> registry.require(handle, "default", dataset, submission));
    }

    private DatasetLog log() {
        return new DatasetLog(Map.of("bootstrap.servers", bootstrap), prefix, Duration.ofSeconds(30));
    }

    private long count(String query) {
        return database.read(
                handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    private static void awaitAtLeast(long least, LongSupplier now) {
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> now.getAsLong() >= least);
    }

    /** Ends of all partitions of a topic together, uncommitted records and markers included. */
    private long end(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(partitions(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** All committed records of a topic. */
    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        return consumer.partitionsFor(topic.name(prefix)).stream()
                .map(partition -> new TopicPartition(topic.name(prefix), partition.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static String pair(int row) {
        return "{\"prompt\": \"question " + row + "\", \"completion\": \"answer " + row + "\"}";
    }
}
