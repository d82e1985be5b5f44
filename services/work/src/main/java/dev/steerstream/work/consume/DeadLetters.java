package dev.steerstream.work.consume;

import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.outbox.Outbox;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jdbi.v3.core.Handle;

/**
 * Keeps records that cannot be processed, bytes untouched, and announces each on {@code dead-letters}, in one transaction. A record is kept once,
 * by topic, partition, offset and timestamp, however often it is stored. Safe from any thread.
 */
public final class DeadLetters {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    public DeadLetters(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    private record StoredHeader(String key, String value) {}

    /** Stores in a transaction of its own; whether it was new. */
    public boolean store(ConsumerRecord<byte[], byte[]> message, String tenant, Failure failure) {
        return database.inTransaction(handle -> store(handle, message, tenant, failure));
    }

    /** As above, within the caller's transaction. */
    public boolean store(Handle handle, ConsumerRecord<byte[], byte[]> message, String named, Failure failure) {
        String tenant = owner(named);
        UUID id = UUID.randomUUID();
        int inserted = handle.createUpdate("insert into dead_letter (id, tenant, topic, partition, record_offset,"
                        + " record_timestamp, record_key, headers, body, failure) values (:id, :tenant, :topic, :partition, :offset,"
                        + " :timestamp, :key, cast(:headers as jsonb), :body, cast(:failure as jsonb))"
                        + " on conflict (topic, partition, record_offset, record_timestamp) do nothing")
                .bind("id", id)
                .bind("tenant", tenant)
                .bind("topic", message.topic())
                .bind("partition", message.partition())
                .bind("offset", message.offset())
                .bind("timestamp", message.timestamp())
                .bind("key", message.key())
                .bind("headers", Json.write(headers(message)))
                .bind("body", message.value())
                .bind("failure", Json.write(failure))
                .execute();
        if (inserted == 0) return false;
        outbox.append(
                handle,
                tenant,
                Topic.DEAD_LETTERS,
                key(message, tenant),
                new DeadLetter(
                        id.toString(),
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        failure,
                        clock.instant()));
        return true;
    }

    /** Who can be shown the record. A name that is no tenant's may be the very fault: such a record is the default tenant's, its headers tell more. */
    private static String owner(String named) {
        return named != null && TENANT.matcher(named).matches() ? named : MessageHeaders.DEFAULT_TENANT;
    }

    private static List<StoredHeader> headers(ConsumerRecord<byte[], byte[]> message) {
        List<StoredHeader> headers = new ArrayList<>();
        for (Header header : message.headers()) {
            String value = header.value() == null ? null : Base64.getEncoder().encodeToString(header.value());
            headers.add(new StoredHeader(header.key(), value));
        }
        return headers;
    }

    /** The announcement is keyed as the record came, where that is text. */
    private static String key(ConsumerRecord<byte[], byte[]> message, String tenant) {
        if (message.key() == null || message.key().length == 0 || message.key().length > 512) return tenant;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message.key()))
                    .toString();
            // PostgreSQL stores no NUL in text.
            return text.indexOf('\0') < 0 ? text : tenant;
        } catch (CharacterCodingException notText) {
            return tenant;
        }
    }
}
