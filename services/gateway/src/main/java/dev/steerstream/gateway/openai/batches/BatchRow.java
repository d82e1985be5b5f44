package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.leases.RowLeases.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;

/**
 * How a held batch stands.
 *
 * @param readBytes of the file, by validation
 * @param readLines likewise
 * @param expired whether its window is over by the database's clock
 */
record BatchRow(
        String endpoint,
        String inputDigest,
        String state,
        boolean cancelling,
        boolean expired,
        long readBytes,
        int readLines,
        boolean faulty,
        Instant expiresAt,
        Duration filesKept) {

    static BatchRow of(Handle handle, Held held) {
        return handle.createQuery("select endpoint, input_digest, state, cancelling_at is not null cancelling,"
                        + " expires_at < clock_timestamp() expired, read_bytes, read_lines, errors is not null faulty,"
                        + " expires_at, extract(epoch from files_kept) kept from batch"
                        + " where tenant = :tenant and batch = :batch")
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .map((row, context) -> new BatchRow(
                        row.getString("endpoint"),
                        row.getString("input_digest"),
                        row.getString("state"),
                        row.getBoolean("cancelling"),
                        row.getBoolean("expired"),
                        row.getLong("read_bytes"),
                        row.getInt("read_lines"),
                        row.getBoolean("faulty"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        Duration.ofSeconds(row.getLong("kept"))))
                .one();
    }
}
