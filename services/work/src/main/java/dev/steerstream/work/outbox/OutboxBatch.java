package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The rounds of the relay. Rows are sent in waves without a repeated key: a later row of a key is sent only when the earlier one is acknowledged,
 * so a failed send can never be overtaken. One statement deletes what a round published and reads the next round's rows, in the session that holds the
 * lock: who has lost the lock reads nothing. For one thread.
 */
final class OutboxBatch {
    private static final int LARGEST = 500;
    /** Rows are read until their bodies pass this: bounds memory whatever the messages' sizes. Bytes. */
    private static final long LARGEST_BYTES = 16L * 1024 * 1024;

    private static final String DELETE = "delete from outbox where id = any(?)";

    // The deletion is not seen by the query beside it: both see what was there before.
    private static final String DELETE_AND_READ = "with published as (" + DELETE + ")"
            + " select id, topic, message_key, headers::text headers, body"
            + " from (select *, sum(coalesce(octet_length(body), 0)) over (order by id) total"
            + "   from (select * from outbox where id <> all(?) order by id limit " + LARGEST + ") oldest) summed"
            + " where total - coalesce(octet_length(body), 0) < " + LARGEST_BYTES + " order by id";

    private static final Set<String> REQUESTS =
            Set.of(Topic.GENERATION_REQUESTS.id(), Topic.GENERATION_REQUESTS_BATCH.id());

    private final Connection session;
    private final Producer<byte[], byte[]> producer;
    private final String topicPrefix;
    private final List<Long> published = new ArrayList<>();

    OutboxBatch(Connection session, Producer<byte[], byte[]> producer, String topicPrefix) {
        this.session = session;
        this.producer = producer;
        this.topicPrefix = topicPrefix;
    }

    private record Row(long id, String topic, String key, Map<String, String> headers, byte[] body) {}

    private record Sent(long id, Future<RecordMetadata> acknowledgement) {}

    /**
     * Publishes the oldest rows; how many these were. They are deleted by the next round, so rounds go on until one finds nothing. Throws the first failure
     * after deleting what succeeded.
     */
    int publish() throws ExecutionException, InterruptedException, SQLException {
        List<Row> rows = deleteAndRead();
        List<Sent> wave = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        try {
            for (Row row : rows) {
                if (waits(row) && !keys.add(row.topic() + "\n" + row.key())) {
                    await(wave);
                    keys.clear();
                    keys.add(row.topic() + "\n" + row.key());
                }
                wave.add(new Sent(row.id(), producer.send(toRecord(row))));
            }
            await(wave);
        } catch (ExecutionException | InterruptedException | RuntimeException failed) {
            delete();
            throw failed;
        }
        return rows.size();
    }

    /** A request's key names its tenant and no aggregate: no request waits for another, and only one that failed to be sent is overtaken. */
    private static boolean waits(Row row) {
        return !REQUESTS.contains(row.topic());
    }

    /** Waits for all of the wave before throwing: a failed record must not hide that later ones of other keys went out. */
    private void await(List<Sent> wave) throws ExecutionException, InterruptedException {
        producer.flush();
        ExecutionException failure = null;
        for (Sent sent : wave) {
            try {
                sent.acknowledgement().get();
                published.add(sent.id());
            } catch (ExecutionException failed) {
                if (failure == null) failure = failed;
            }
        }
        wave.clear();
        if (failure != null) throw failure;
    }

    private List<Row> deleteAndRead() throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(DELETE_AND_READ)) {
            Array ids = session.createArrayOf("bigint", published.toArray());
            statement.setArray(1, ids);
            statement.setArray(2, ids);
            List<Row> oldest = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    oldest.add(new Row(
                            row.getLong("id"),
                            row.getString("topic"),
                            row.getString("message_key"),
                            Json.readTexts(row.getString("headers")),
                            row.getBytes("body")));
                }
            }
            published.clear();
            return oldest;
        }
    }

    /** Deletes what has been published. */
    void delete() throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(DELETE)) {
            statement.setArray(1, session.createArrayOf("bigint", published.toArray()));
            statement.execute();
            published.clear();
        }
    }

    private ProducerRecord<byte[], byte[]> toRecord(Row row) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topicPrefix + row.topic(), row.key().getBytes(StandardCharsets.UTF_8), row.body());
        row.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
