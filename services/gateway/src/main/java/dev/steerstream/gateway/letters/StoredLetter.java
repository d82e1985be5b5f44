package dev.steerstream.gateway.letters;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetter;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetterDetail;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A dead letter with the record that it keeps.
 *
 * @param key null where the record had none
 * @param body null where the record was a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: it is read, shown or sent.
record StoredLetter(DeadLetter letter, byte[] key, String headers, byte[] body) {
    static final String COLUMNS =
            " id, topic, partition, record_offset, record_timestamp, failure::text failure, state, created_at,"
                    + " settled_at, settled_by ";
    static final String WHOLE = COLUMNS + ", record_key, headers::text headers, body ";

    private static final TypeReference<List<Header>> HEADERS = new TypeReference<>() {};

    private record Header(String key, String value) {}

    static DeadLetter readLetter(ResultSet row, StatementContext context) throws SQLException {
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("record_offset"),
                Instant.ofEpochMilli(row.getLong("record_timestamp")),
                Json.read(Failure.class, row.getString("failure")),
                row.getString("state"),
                instant(row, "created_at"),
                instant(row, "settled_at"),
                row.getString("settled_by"));
    }

    static StoredLetter whole(ResultSet row, StatementContext context) throws SQLException {
        return new StoredLetter(
                readLetter(row, context), row.getBytes("record_key"), row.getString("headers"), row.getBytes("body"));
    }

    DeadLetterDetail shown() {
        return new DeadLetterDetail(
                letter,
                text(key),
                Json.read(JsonNode.class, headers),
                body == null ? null : Base64.getEncoder().encodeToString(body),
                text(body));
    }

    /** The record as it came, for the topic that it came on; the broker chooses the partition by its key as it did before. */
    ProducerRecord<byte[], byte[]> again() {
        ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(letter.topic(), key, body);
        for (Header header : Json.read(HEADERS, headers)) {
            byte[] value = header.value() == null ? null : Base64.getDecoder().decode(header.value());
            again.headers().add(header.key(), value);
        }
        return again;
    }

    private static String text(byte[] bytes) {
        if (bytes == null) return null;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
