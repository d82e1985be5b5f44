package dev.steerstream.work.datasets;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.SteerStreamException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the rows of a sealed submission from the log: only committed records, from the sealed event's partition and first timestamp to the seal,
 * other datasets' records skipped, gaps in the offsets allowed; count and hash are verified. Time is bounded: without a record for {@code
 * patience} it ends in a typed failure. Safe from any thread, each call has a consumer of its own.
 */
public final class DatasetLog {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);

    private final Map<String, Object> properties;
    private final String topic;
    private final Duration patience;

    /**
     * Reads with these clients' properties, at least {@code bootstrap.servers}.
     *
     * @param patience how long to wait for the next record, such as 30 s: an open transaction of another dataset may hold the log's end back
     */
    public DatasetLog(Map<String, Object> clientProperties, String topicPrefix, Duration patience) {
        this.topic = Topic.DATASET_ROWS.name(topicPrefix);
        this.patience = patience;
        this.properties = new HashMap<>(clientProperties);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    }

    /** The rows of these splits in row order, once all of the submission is verified. They lie in memory. */
    public List<DatasetRow> rows(SealedSubmission sealed, Set<Split> splits) {
        List<DatasetRow> rows = new ArrayList<>();
        read(sealed, row -> {
            if (splits.contains(row.split())) rows.add(row);
        });
        return rows;
    }

    /**
     * Hands every row to the receiver in row order. What it received is verified only when this returns: after an exception it must be thrown away.
     *
     * @throws SteerStreamException user {@code DATASET_ROWS_MISSING} where the log keeps the rows no more; resource {@code DATASET_DAMAGED} where
     *     count, order or hash is not the seal's; transient {@code DATASET_NOT_READABLE} where the seal does not come within the patience
     */
    public void read(SealedSubmission sealed, java.util.function.Consumer<DatasetRow> receiver) {
        TopicPartition partition = new TopicPartition(topic, sealed.partition());
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, start(consumer, partition, sealed));
            SubmissionReader reader = new SubmissionReader(sealed, receiver);
            byte[] key = (sealed.tenant() + "/" + sealed.dataset()).getBytes(StandardCharsets.UTF_8);
            long lastRecord = System.nanoTime();
            while (true) {
                var records = consumer.poll(POLL);
                if (!records.isEmpty()) lastRecord = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> message : records) {
                    if (Arrays.equals(message.key(), key) && takes(reader, message)) return;
                }
                if (System.nanoTime() - lastRecord > patience.toNanos()) throw reader.noSeal(patience);
            }
        } catch (InvalidOffsetException removed) {
            throw SubmissionReader.rowsMissing(sealed, removed.getMessage());
        }
    }

    /**
     * The first rows of a submission, for a look at them: of what lies on the log now, without waiting for more and without verifying it.
     *
     * @param sealedAt when the seal was written: what is later by more than a clock's margin is not read
     * @return none where the log keeps the first row no more
     * @throws SteerStreamException transient {@code DATASET_NOT_READABLE} where so much lies before the rows that it is not read within the patience
     */
    public List<DatasetRow> first(SealedSubmission sealed, int rows, Instant sealedAt) {
        TopicPartition partition = new TopicPartition(topic, sealed.partition());
        long latest = sealedAt.plus(CLOCK_MARGIN).toEpochMilli();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(partition, sealed.firstTimestamp()), patience)
                    .get(partition);
            if (start == null || start.timestamp() > latest) return List.of();
            consumer.seek(partition, start.offset());
            long end = consumer.endOffsets(List.of(partition), patience).get(partition);
            FirstRows found = new FirstRows(sealed, rows);
            long begun = System.nanoTime();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    if (message.timestamp() > latest || found.complete(message)) return found.rows();
                }
                if (System.nanoTime() - begun > patience.toNanos()) throw SubmissionReader.tooFar(sealed, patience);
            }
            return found.rows();
        } catch (InvalidOffsetException removed) {
            return List.of();
        }
    }

    /** Whether it was the seal. */
    private static boolean takes(SubmissionReader reader, ConsumerRecord<byte[], byte[]> message) {
        String type = MessageHeaders.text(message.headers(), MessageHeaders.TYPE);
        if (MessageHeaders.type(DatasetRow.class).equals(type)) {
            reader.row(Contracts.read(DatasetRow.class, message.value()), message.value());
            return false;
        }
        return MessageHeaders.type(DatasetSeal.class).equals(type)
                && reader.seal(Contracts.read(DatasetSeal.class, message.value()));
    }

    /** A commit shows up in other topics a moment before it does here, so nothing of this time yet is not nothing any more. */
    private long start(Consumer<byte[], byte[]> consumer, TopicPartition partition, SealedSubmission sealed) {
        long end = System.nanoTime() + patience.toNanos();
        do {
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, sealed.firstTimestamp()), patience)
                    .get(partition);
            if (found != null) return found.offset();
            LockSupport.parkNanos(POLL.toNanos());
        } while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted());
        throw SubmissionReader.rowsMissing(sealed, "no record of its time or later is left");
    }
}
