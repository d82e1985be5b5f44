package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The rounds of the relay. A later row of a key is sent only when the earlier one is acknowledged, so a failed send can never be overtaken; rows of other keys do
 * not wait for acknowledgements, nor does the next round. One statement deletes what rounds before published and reads the next rows, in the session that holds
 * the lock: who has lost the lock reads nothing. For one thread.
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
    private final List<Sent> inFlight = new ArrayList<>();
    private final Set<String> keysInFlight = new HashSet<>();
    private final List<Long> published = new ArrayList<>();
    private long bytesInFlight;

    OutboxBatch(Connection session, Producer<byte[], byte[]> producer, String topicPrefix) {
        this.session = session;
        this.producer = producer;
        this.topicPrefix = topicPrefix;
    }

    private record Row(long id, String topic, String key, Map<String, String> headers, byte[] body) {
        int bytes() {
            return body == null ? 0 : body.length;
        }
    }

    /** @param key with its topic, or null where nothing waits for this row */
    private record Sent(long id, String key, int bytes, Future<RecordMetadata> acknowledgement) {}

    /**
     * Sends the oldest rows that are not on their way. They are deleted by a later round, once they are acknowledged. Throws the first failure of a row that is on
     * its way, after deleting what succeeded.
     *
     * @return whether there may be more
     */
    boolean publish() throws ExecutionException, InterruptedException, SQLException {
        try {
            settle();
            List<Row> rows = deleteAndRead();
            for (Row row : rows) send(row);
            // Bounds memory, and what a relay that dies leaves to be published again.
            if (inFlight.size() >= LARGEST || bytesInFlight >= LARGEST_BYTES) await();
            return rows.size() == LARGEST || rows.stream().mapToLong(Row::bytes).sum() >= LARGEST_BYTES;
        } catch (ExecutionException | InterruptedException | RuntimeException failed) {
            delete();
            throw failed;
        }
    }

    /** Whether everything that was sent is acknowledged and deleted. */
    boolean isIdle() {
        return inFlight.isEmpty() && published.isEmpty();
    }

    private void send(Row row) throws ExecutionException, InterruptedException {
        String key = waits(row) ? row.topic() + "\n" + row.key() : null;
        if (key != null && keysInFlight.contains(key)) await();
        inFlight.add(new Sent(row.id(), key, row.bytes(), producer.send(toRecord(row))));
        bytesInFlight += row.bytes();
        if (key != null) keysInFlight.add(key);
    }

    /** A request's key names its tenant and no aggregate: no request waits for another, and only one that failed to be sent is overtaken. */
    private static boolean waits(Row row) {
        return !REQUESTS.contains(row.topic());
    }

    private void await() throws ExecutionException, InterruptedException {
        producer.flush();
        settle();
    }

    /** Takes note of all that has been acknowledged before throwing: a failed record must not hide that later ones of other keys went out. */
    private void settle() throws ExecutionException, InterruptedException {
        ExecutionException failure = null;
        for (Iterator<Sent> all = inFlight.iterator(); all.hasNext(); ) {
            Sent sent = all.next();
            if (!sent.acknowledgement().isDone()) continue;
            all.remove();
            keysInFlight.remove(sent.key());
            bytesInFlight -= sent.bytes();
            try {
                sent.acknowledgement().get();
                published.add(sent.id());
            } catch (ExecutionException failed) {
                if (failure == null) failure = failed;
            }
        }
        if (failure != null) throw failure;
    }

    private List<Row> deleteAndRead() throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(DELETE_AND_READ)) {
            statement.setArray(1, session.createArrayOf("bigint", published.toArray()));
            statement.setArray(2, session.createArrayOf("bigint", sent()));
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

    private Object[] sent() {
        return Stream.concat(published.stream(), inFlight.stream().map(Sent::id))
                .toArray();
    }

    /** Waits for what is on its way and deletes it. */
    void finish() throws ExecutionException, InterruptedException, SQLException {
        try {
            await();
        } finally {
            delete();
        }
    }

    private void delete() throws SQLException {
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
