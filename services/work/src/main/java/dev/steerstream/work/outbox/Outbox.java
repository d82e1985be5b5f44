package dev.steerstream.work.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Appends messages within the caller's transaction. The caller has locked the row of the aggregate that {@code key} names: ids are drawn before
 * commit, so without that lock a lower id could become visible after a higher one of the same key was published. Stateless, safe from any thread.
 */
public final class Outbox {
    /** Room for key and headers below the broker's limit, which counts the whole record. Bytes. */
    private static final int OVERHEAD = 16 * 1024;

    private static final int LARGEST_BODY = Topic.MAXIMUM_MESSAGE_BYTES - OVERHEAD;

    private final String service;
    private final Clock clock;

    /** @param service name of the service that writes, the end of {@code ce_source} */
    public Outbox(String service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /** Whether a message is small enough to be appended; what is asked for by others may grow beyond it and must be refused by name. */
    public static boolean fits(Object message) {
        try {
            return Contracts.mapper().writeValueAsBytes(message).length <= LARGEST_BODY;
        } catch (JsonProcessingException notWritable) {
            throw new IllegalArgumentException(
                    "a " + message.getClass().getSimpleName() + " cannot be written as JSON", notWritable);
        }
    }

    /**
     * Appends a message.
     *
     * @param key the record's key, {@code tenant/id}
     * @param message a record of the schemas; it is validated here
     * @throws SteerStreamException defect {@code MESSAGE_TOO_LARGE} above {@link Topic#MAXIMUM_MESSAGE_BYTES}
     */
    public void append(Handle handle, String tenant, Topic topic, String key, Object message) {
        append(handle, tenant, topic, key, message, Map.of());
    }

    /** As above, with more headers, such as {@code traceparent}. */
    public void append(
            Handle handle, String tenant, Topic topic, String key, Object message, Map<String, String> moreHeaders) {
        append(handle, List.of(message(tenant, topic, key, message, moreHeaders)));
    }

    /** What {@link #append(Handle, List)} appends: made, validated and measured before there is a transaction. */
    public Message message(String tenant, Topic topic, String key, Object message, Map<String, String> moreHeaders) {
        byte[] body = Contracts.write(message);
        if (body.length > LARGEST_BODY) {
            throw SteerStreamException.defect(
                    "MESSAGE_TOO_LARGE",
                    "a message for " + topic.id() + " with key " + key + " has " + body.length + " bytes, the limit is "
                            + LARGEST_BODY,
                    "Large things go by reference: store them as an artefact and name the digest.");
        }
        Map<String, String> headers = new LinkedHashMap<>(moreHeaders);
        headers.putAll(
                MessageHeaders.of(message.getClass(), service, UUID.randomUUID().toString(), tenant, clock.instant()));
        return new Message(tenant, topic, key, Json.write(headers), new String(body, StandardCharsets.UTF_8));
    }

    /** Appends a tombstone: a compacted topic forgets the key. */
    public void appendTombstone(Handle handle, String tenant, Topic topic, String key) {
        String headers = Json.write(Map.of(MessageHeaders.TENANT, tenant));
        append(handle, List.of(new Message(tenant, topic, key, headers, null)));
    }

    /**
     * A message with what goes around it.
     *
     * @param body JSON, or null for a tombstone
     */
    public record Message(String tenant, Topic topic, String key, String headers, String body) {}

    /** Appends messages in this order, with one statement. */
    public void append(Handle handle, List<Message> messages) {
        if (messages.isEmpty()) return;
        handle.createUpdate("insert into outbox (tenant, topic, message_key, headers, body)"
                        + " select tenant, topic, key, cast(headers as jsonb), convert_to(body, 'UTF8')"
                        + " from unnest(:tenants, :topics, :keys, :headers, :bodies) with ordinality"
                        + " as message (tenant, topic, key, headers, body, number) order by number")
                .bind("tenants", texts(messages, Message::tenant))
                .bind("topics", texts(messages, message -> message.topic().id()))
                .bind("keys", texts(messages, Message::key))
                .bind("headers", texts(messages, Message::headers))
                .bind("bodies", texts(messages, Message::body))
                .execute();
        RelayWaking.afterCommit(handle);
    }

    /** After the caller's commit, for rows that it has inserted by itself. */
    public static void wakeRelay(Handle handle) {
        RelayWaking.afterCommit(handle);
    }

    private static String[] texts(List<Message> messages, Function<Message, String> member) {
        return messages.stream().map(member).toArray(String[]::new);
    }
}
