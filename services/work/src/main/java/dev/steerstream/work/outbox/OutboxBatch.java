package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.nio.charset.StandardCharsets;
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
 * One round of the relay. Rows are sent in waves without a repeated key: a later row of a key is sent only when the earlier one is acknowledged,
 * so a failed send can never be overtaken. For one thread.
 */
final class OutboxBatch {
    private static final int LARGEST = 500;
    /** Rows are read until their bodies pass this: bounds memory whatever the messages' sizes. Bytes. */
    private static final long LARGEST_BYTES = 16L * 1024 * 1024;

    private static final Set<String> REQUESTS =
            Set.of(Topic.GENERATION_REQUESTS.id(), Topic.GENERATION_REQUESTS_BATCH.id());

    private final Database database;
    private final Producer<byte[], byte[]> producer;
    private final String topicPrefix;

    OutboxBatch(Database database, Producer<byte[], byte[]> producer, String topicPrefix) {
        this.database = database;
        this.producer = producer;
        this.topicPrefix = topicPrefix;
    }

    private record Row(long id, String topic, String key, Map<String, String> headers, byte[] body) {}

    private record Sent(long id, Future<RecordMetadata> acknowledgement) {}

    /** Publishes the oldest rows and deletes those acknowledged; how many these were. Throws the first failure after deleting what succeeded. */
    int publish() throws ExecutionException, InterruptedException {
        List<Long> acknowledged = new ArrayList<>();
        List<Sent> wave = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        try {
            for (Row row : oldest()) {
                if (waits(row) && !keys.add(row.topic() + "\n" + row.key())) {
                    await(wave, acknowledged);
                    keys.clear();
                    keys.add(row.topic() + "\n" + row.key());
                }
                wave.add(new Sent(row.id(), producer.send(toRecord(row))));
            }
            await(wave, acknowledged);
        } finally {
            delete(acknowledged);
        }
        return acknowledged.size();
    }

    /** A request's key names its tenant and no aggregate: no request waits for another, and only one that failed to be sent is overtaken. */
    private static boolean waits(Row row) {
        return !REQUESTS.contains(row.topic());
    }

    /** Waits for all of the wave before throwing: a failed record must not hide that later ones of other keys went out. */
    private void await(List<Sent> wave, List<Long> acknowledged) throws ExecutionException, InterruptedException {
        producer.flush();
        ExecutionException failure = null;
        for (Sent sent : wave) {
            try {
                sent.acknowledgement().get();
                acknowledged.add(sent.id());
            } catch (ExecutionException failed) {
                if (failure == null) failure = failed;
            }
        }
        wave.clear();
        if (failure != null) throw failure;
    }

    private List<Row> oldest() {
        return database.read(handle -> handle.createQuery("select id, topic, message_key, headers::text headers, body"
                        + " from (select *, sum(coalesce(octet_length(body), 0)) over (order by id) total"
                        + "   from (select * from outbox order by id limit " + LARGEST + ") oldest) summed"
                        + " where total - coalesce(octet_length(body), 0) < " + LARGEST_BYTES + " order by id")
                .map((row, context) -> new Row(
                        row.getLong("id"),
                        row.getString("topic"),
                        row.getString("message_key"),
                        Json.readTexts(row.getString("headers")),
                        row.getBytes("body")))
                .list());
    }

    private ProducerRecord<byte[], byte[]> toRecord(Row row) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topicPrefix + row.topic(), row.key().getBytes(StandardCharsets.UTF_8), row.body());
        row.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    private void delete(List<Long> acknowledged) {
        if (acknowledged.isEmpty()) return;
        // Nobody waits for the disk here: what a crash of the database brings back is published again, as it may be.
        database.useTransaction(handle -> handle.createUpdate("delete from outbox using"
                        + " (select set_config('synchronous_commit', 'off', true)) setting where id = any(:ids)")
                .bind("ids", acknowledged.toArray(Long[]::new))
                .execute());
    }
}
