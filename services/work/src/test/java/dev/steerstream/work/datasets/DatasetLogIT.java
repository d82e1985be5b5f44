package dev.steerstream.work.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.MessageRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatasetLogIT {
    private static final int PARTITION = 2;
    private String prefix;
    private MessageRecords records;
    private KafkaProducer<byte[], byte[]> producer;
    private DatasetLog log;

    @BeforeEach
    void start() {
        prefix = TestParts.topics(DatasetLogIT.class, Topic.DATASET_ROWS);
        records = new MessageRecords("test", prefix, Clock.systemUTC());
        Map<String, Object> properties = new HashMap<>(TestParts.clients());
        properties.put("transactional.id", prefix + "ingest");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        log = new DatasetLog(TestParts.clients(), prefix, Duration.ofSeconds(3));
    }

    @AfterEach
    void stop() {
        producer.close();
    }

    @Test
    void aSubmissionIsReadFromBetweenOthersAndAbortedRecords() {
        publish("other", "s1", 5, true);
        aborted("tickets", "s1", 4);
        long first = System.currentTimeMillis();
        SealedSubmission sealed = publish("tickets", "s1", 10, true);
        publish("tickets", "s2", 3, true);

        List<DatasetRow> train = log.rows(at(sealed, first), Set.of(Split.TRAIN));

        assertThat(train).extracting(DatasetRow::row).containsExactly(0L, 2L, 4L, 6L, 8L);
        assertThat(train)
                .allMatch(row -> row.submission().equals("s1") && row.dataset().equals("tickets"));
        assertThat(log.rows(at(sealed, 0), Set.of(Split.values()))).hasSize(10);
    }

    @Test
    void aSubmissionOfOneSecondWithItsNamesakesTenantIsKeptApart() {
        SealedSubmission sealed = publish("tickets", "s1", 2, true);
        SealedSubmission foreign =
                new SealedSubmission("other", "tickets", "s1", 2, sealed.sha256(), sealed.splits(), PARTITION, 0);

        assertFailure(foreign, Failure.Kind.TRANSIENT, "DATASET_NOT_READABLE", "0 of 2 rows were read");
    }

    @Test
    void aMissingSealEndsInTimeWithACount() {
        SealedSubmission unsealed = publish("tickets", "s1", 4, false);

        assertFailure(unsealed, Failure.Kind.TRANSIENT, "DATASET_NOT_READABLE", "4 of 4 rows were read");
    }

    @Test
    void rowsThatRetentionRemovedAreNamed() throws Exception {
        SealedSubmission sealed = publish("tickets", "s1", 6, true);
        delete(3);
        assertFailure(sealed, Failure.Kind.USER, "DATASET_ROWS_MISSING", "the first row that is left is 3");

        delete(6);
        assertFailure(sealed, Failure.Kind.USER, "DATASET_ROWS_MISSING", "only its seal is left");

        SealedSubmission later = at(sealed, System.currentTimeMillis() + 1_000_000);
        assertFailure(later, Failure.Kind.USER, "DATASET_ROWS_MISSING", "no record of its time or later is left");
    }

    @Test
    void rowsThatAreNotWhatWasSealedAreRefused() {
        SealedSubmission sealed = publish("tickets", "s1", 3, true);
        SealedSubmission otherHash = new SealedSubmission(
                sealed.tenant(), "tickets", "s1", 3, "0".repeat(64), sealed.splits(), PARTITION, 0);
        SealedSubmission otherCount = new SealedSubmission(
                sealed.tenant(), "tickets", "s1", 4, sealed.sha256(), sealed.splits(), PARTITION, 0);

        assertFailure(otherHash, Failure.Kind.RESOURCE, "DATASET_DAMAGED", "the rows' sha256 is");
        assertFailure(otherCount, Failure.Kind.RESOURCE, "DATASET_DAMAGED", "the seal counts 3 rows, the registry 4");
    }

    @Test
    void theFirstRowsAreLookedAtAndNothingIsWaitedFor() throws Exception {
        publish("other", "s1", 5, true);
        SealedSubmission sealed = publish("tickets", "s1", 10, true);
        SealedSubmission brief = publish("tickets", "s2", 2, true);
        Instant now = Instant.now();

        assertThat(log.first(sealed, 3, now)).extracting(DatasetRow::row).containsExactly(0L, 1L, 2L);
        assertThat(log.first(brief, 3, now)).extracting(DatasetRow::submission).containsExactly("s2", "s2");
        // The seal of another dataset, its time long ago, a time that has not come, and first rows that retention
        // removed.
        assertThat(log.first(publish("none", "s1", 0, false), 3, now)).isEmpty();
        assertThat(log.first(sealed, 3, Instant.EPOCH)).isEmpty();
        assertThat(log.first(at(sealed, now.toEpochMilli() + 1_000_000), 3, now))
                .isEmpty();
        delete(9);
        assertThat(log.first(sealed, 3, now)).isEmpty();
    }

    private void assertFailure(SealedSubmission sealed, Failure.Kind kind, String code, String part) {
        assertThatThrownBy(() -> log.rows(sealed, Set.of(Split.TRAIN)))
                .isInstanceOfSatisfying(SteerStreamException.class, failed -> {
                    assertThat(failed.failure().kind()).isEqualTo(kind);
                    assertThat(failed.failure().code()).isEqualTo(code);
                })
                .hasMessageContaining(part);
    }

    private SealedSubmission publish(String dataset, String submission, int rows, boolean seal) {
        producer.beginTransaction();
        DatasetHash hash = send(dataset, submission, rows);
        Map<Split, Long> splits = Map.of(Split.TRAIN, (rows + 1) / 2L, Split.CALIBRATION, rows / 2L);
        if (seal) {
            send("default/" + dataset, new DatasetSeal(dataset, submission, rows, hash.hex(), splits));
        }
        producer.commitTransaction();
        return new SealedSubmission("default", dataset, submission, rows, hash.hex(), splits, PARTITION, 0);
    }

    private void aborted(String dataset, String submission, int rows) {
        producer.beginTransaction();
        send(dataset, submission, rows);
        producer.flush();
        producer.abortTransaction();
    }

    private DatasetHash send(String dataset, String submission, int rows) {
        DatasetHash hash = new DatasetHash();
        for (int i = 0; i < rows; i++) {
            DatasetRow row = new DatasetRow(
                    dataset,
                    submission,
                    i,
                    i % 2 == 0 ? Split.TRAIN : Split.CALIBRATION,
                    null,
                    List.of(new ChatMessage("user", "question " + i)),
                    "answer " + i,
                    List.of(),
                    null,
                    true,
                    "refuse",
                    10,
                    8);
            hash.add(Contracts.write(row));
            send("default/" + dataset, row);
        }
        return hash;
    }

    private void send(String key, Object message) {
        ProducerRecord<byte[], byte[]> made = records.of("default", Topic.DATASET_ROWS, key, message);
        producer.send(new ProducerRecord<>(made.topic(), PARTITION, null, made.key(), made.value(), made.headers()));
    }

    private static SealedSubmission at(SealedSubmission sealed, long firstTimestamp) {
        return new SealedSubmission(
                sealed.tenant(),
                sealed.dataset(),
                sealed.submission(),
                sealed.rows(),
                sealed.sha256(),
                sealed.splits(),
                sealed.partition(),
                firstTimestamp);
    }

    private void delete(long before) throws Exception {
        try (Admin admin = Admin.create(TestParts.clients())) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(Topic.DATASET_ROWS.name(prefix), PARTITION),
                            RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }
}
