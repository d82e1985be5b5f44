package dev.steerstream.tracker.letters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the dead letters' store. */
@Singleton
class LetterQueries {
    private static final int LONGEST = 20_000;
    private static final String COLUMNS =
            " cast(id as text) id, state, topic, partition, record_offset, record_timestamp,"
                    + " failure ->> 'code' code, failure ->> 'message' message, failure ->> 'advice' advice, created_at ";

    private final Database database;

    LetterQueries(Database database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @param filter of which; what is null in it narrows nothing
     */
    Page<LetterRow> letters(String tenant, Filter filter, Cursor after, int limit) {
        List<LetterRow> rows = database.read(handle -> handle.createQuery("select" + COLUMNS
                        + "from dead_letter where tenant = :tenant" + filter.condition()
                        + " and (created_at, cast(id as text)) < (:at, cast(:id as text))"
                        + " order by created_at desc, cast(id as text) desc limit :limit")
                .bind("tenant", tenant)
                .bindMap(filter.bound())
                .bind("at", after.at().atOffset(ZoneOffset.UTC))
                .bind("id", after.id())
                .bind("limit", limit + 1)
                .map((row, context) -> read(row))
                .list());
        return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.id()));
    }

    /**
     * Which letters.
     *
     * @param state stored, redriven or discarded, or null
     * @param reason the failure's code, or null
     * @param topic that it came from, or null
     */
    record Filter(String state, String reason, String topic) {
        private String condition() {
            return (state == null ? "" : " and state = :state")
                    + (reason == null ? "" : " and failure ->> 'code' = :reason")
                    + (topic == null ? "" : " and topic = :topic");
        }

        private Map<String, String> bound() {
            Map<String, String> bound = new HashMap<>();
            if (state != null) bound.put("state", state);
            if (reason != null) bound.put("reason", reason);
            if (topic != null) bound.put("topic", topic);
            return bound;
        }
    }

    /** How many wait, counted to 1000. */
    long waiting(String tenant) {
        return database.read(handle -> handle.createQuery("select count(*) from (select 1 from dead_letter"
                        + " where tenant = :tenant and state = 'stored' limit 1000) d")
                .bind("tenant", tenant)
                .mapTo(Long.class)
                .one());
    }

    Optional<LetterDetail> letter(String tenant, String id) {
        return uuid(id).flatMap(known -> letter(tenant, known));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private Optional<LetterDetail> letter(String tenant, UUID id) {
        return database.read(handle -> handle.createQuery("select" + COLUMNS
                        + ", record_key, headers::text headers, body from dead_letter"
                        + " where tenant = :tenant and id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> detail(row))
                .findOne());
    }

    private static LetterDetail detail(ResultSet row) throws SQLException {
        byte[] key = row.getBytes("record_key");
        byte[] body = row.getBytes("body");
        List<LetterDetail.Header> headers = new ArrayList<>();
        Json.read(JsonNode.class, row.getString("headers"))
                .forEach(header -> headers.add(new LetterDetail.Header(
                        header.path("key").asText(),
                        decoded(header.path("value").asText()))));
        return new LetterDetail(
                read(row),
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                headers,
                body == null ? null : shown(body),
                body == null ? 0 : body.length);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return base64;
        }
    }

    private static String shown(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            text = Contracts.mapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Contracts.mapper().readTree(text));
        } catch (JsonProcessingException notJson) {
            // Shown as it came: that may be why it lies here.
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n…";
    }

    private static LetterRow read(ResultSet row) throws SQLException {
        return new LetterRow(
                row.getString("id"),
                row.getString("state"),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("record_offset"),
                row.getString("code"),
                row.getString("message"),
                row.getString("advice"),
                Instant.ofEpochMilli(row.getLong("record_timestamp")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
