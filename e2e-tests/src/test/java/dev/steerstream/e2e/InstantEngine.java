package dev.steerstream.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.local.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Stands in for decoders whose engine takes no time: requests from their share group, results to rows and outbox, one transaction for all that one poll
 * returned. One thread a consumer; ends with {@link #close()}.
 */
final class InstantEngine implements AutoCloseable {
    /** That of decoders, so that the gateway shows it. */
    static final String GROUP = "steerstream-decoder";

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /** @param mostRecords that one poll returns: 1 is how decoders take them */
    InstantEngine(String bootstrap, Database database, int consumers, int mostRecords) {
        for (int number = 0; number < consumers; number++) {
            Thread thread = new Thread(() -> run(bootstrap, database, mostRecords), "instant-engine-" + number);
            thread.start();
            threads.add(thread);
        }
    }

    private void run(String bootstrap, Database database, int mostRecords) {
        try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "group.id", GROUP,
                                "share.acknowledgement.mode", "explicit",
                                "share.acquire.mode", "record_limit",
                                "max.poll.records", mostRecords),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            consumer.subscribe(List.of("generation-requests", "generation-requests-batch"));
            while (!closed) {
                List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
                consumer.poll(Duration.ofMillis(200)).forEach(taken::add);
                if (taken.isEmpty()) continue;
                store(connection, taken);
                taken.forEach(message -> consumer.acknowledge(message, AcknowledgeType.ACCEPT));
                consumer.commitSync();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void store(Connection connection, List<ConsumerRecord<byte[], byte[]>> taken) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("update generation set state = 'succeeded',"
                        + " result = cast(? as jsonb), seed = 1, attempt = 1, started_at = now(), ended_at = now()"
                        + " where tenant = ? and request = ? and state = 'queued'");
                PreparedStatement message =
                        connection.prepareStatement("insert into outbox (tenant, topic, message_key,"
                                + " headers, body) values (?, 'generation-results', ?, cast(? as jsonb), ?)");
                PreparedStatement notice = connection.prepareStatement("select pg_notify('outbox', '')")) {
            for (ConsumerRecord<byte[], byte[]> one : taken) {
                String tenant = header(one, "ce_tenant");
                JsonNode request = read(one.value());
                String id = request.path("id").asText();
                String result = result(request);
                row.setString(1, result);
                row.setString(2, tenant);
                row.setString(3, id);
                row.addBatch();
                message.setString(1, tenant);
                message.setString(2, tenant + "/" + id);
                message.setString(3, headers(tenant));
                message.setBytes(4, result.getBytes(StandardCharsets.UTF_8));
                message.addBatch();
            }
            row.executeBatch();
            message.executeBatch();
            connection.commit();
            // Afterwards, as services do: transactions that notify wait for one another's write to the disk.
            notice.execute();
            connection.commit();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static JsonNode read(byte[] json) {
        try {
            return Gateway.JSON.readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String result(JsonNode request) {
        ObjectNode result = Gateway.JSON.createObjectNode();
        result.put("request", request.path("id").asText()).put("state", "succeeded");
        result.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("text", "An answer of some words.")
                .put("finish_reason", "stop")
                .put("tokens", 6);
        result.putObject("usage")
                .put("prompt_tokens", 9)
                .put("completion_tokens", 6)
                .put("total_tokens", 15);
        result.put("started_at", Instant.now().toString())
                .put("finished_at", Instant.now().toString());
        if (request.hasNonNull("instance")) result.set("instance", request.path("instance"));
        return write(result);
    }

    private static String headers(String tenant) {
        ObjectNode headers = Gateway.JSON.createObjectNode();
        headers.put("ce_id", UUID.randomUUID().toString()).put("ce_tenant", tenant);
        return write(headers);
    }

    private static String write(JsonNode json) {
        try {
            return Gateway.JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) thread.join();
    }
}
