package dev.steerstream.gateway.openai.batches;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.batches.BatchViews.BatchObject;
import dev.steerstream.gateway.openai.batches.BatchViews.Errors;
import dev.steerstream.gateway.openai.batches.BatchViews.LineError;
import dev.steerstream.gateway.openai.batches.BatchViews.RequestCounts;
import dev.steerstream.gateway.openai.files.FileViews.StoredFile;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The rows of batches as clients see them: added, read, cancelled. Safe from any thread. */
@Singleton
public class BatchStore {
    /** Unfinished ones of a tenant: each has requests with the decoders. */
    static final int MOST_UNFINISHED = 20;

    private static final int RETRY_AFTER_SECONDS = 30;

    private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};
    private static final TypeReference<List<LineError>> ERRORS = new TypeReference<>() {};
    private static final String COLUMNS = "select b.*, b.metadata::text metadata_text, b.errors::text errors_text,"
            + " i.total, i.succeeded, i.failed from batch b left join lateral (select count(*) total,"
            + " count(*) filter (where state = 'succeeded') succeeded,"
            + " count(*) filter (where state in ('failed', 'expired', 'cancelled')) failed"
            + " from batch_item where tenant = b.tenant and batch = b.batch) i on true where b.tenant = :tenant ";

    private final Database database;

    public BatchStore(Database database) {
        this.database = database;
    }

    /** @throws ProblemException 429 {@code TOO_MANY_BATCHES} */
    BatchObject add(
            Tenant tenant,
            String endpoint,
            StoredFile input,
            String windowText,
            Duration window,
            Map<String, String> metadata,
            Duration filesKept) {
        String id = "batch_" + UUID.randomUUID().toString().replace("-", "");
        return database.inTransaction(handle -> {
            handle.createUpdate(
                            "insert into batch (tenant, batch, endpoint, input_file, input_digest,"
                                    + " completion_window, metadata, files_kept, expires_at) values (:tenant, :batch, :endpoint,"
                                    + " :file, :digest, :windowText, cast(:metadata as jsonb), :kept, clock_timestamp() + :window)")
                    .bind("tenant", tenant.name())
                    .bind("batch", id)
                    .bind("endpoint", endpoint)
                    .bind("file", input.id())
                    .bind("digest", input.digest())
                    .bind("windowText", windowText)
                    .bind("metadata", Json.write(metadata))
                    .bind("kept", filesKept)
                    .bind("window", window)
                    .execute();
            requireRoom(handle, tenant);
            return find(handle, tenant, id).orElseThrow();
        });
    }

    private static void requireRoom(Handle handle, Tenant tenant) {
        int unfinished = handle.createQuery("select count(*) from batch where tenant = :tenant and ended_at is null")
                .bind("tenant", tenant.name())
                .mapTo(Integer.class)
                .one();
        if (unfinished <= MOST_UNFINISHED) return;
        throw ProblemException.tooMany(
                "TOO_MANY_BATCHES",
                "tenant " + tenant.name() + " has " + MOST_UNFINISHED + " unfinished batches, the most there may be",
                "Wait for one to end, or cancel one.",
                RETRY_AFTER_SECONDS);
    }

    Optional<BatchObject> find(Tenant tenant, String batch) {
        return database.read(handle -> find(handle, tenant, batch));
    }

    private static Optional<BatchObject> find(Handle handle, Tenant tenant, String batch) {
        return handle.createQuery(COLUMNS + "and b.batch = :batch")
                .bind("tenant", tenant.name())
                .bind("batch", batch)
                .map(BatchStore::view)
                .findOne();
    }

    /** Newest first; one more than asked for, where there is more. */
    List<BatchObject> list(Tenant tenant, ListQuery query) {
        return database.read(handle -> {
            query.requirePlace(handle, tenant, "batch", "batch");
            return handle.createQuery(COLUMNS
                            + " and (cast(:after as text) is null or (b.created_at, cast(b.batch as text)) <"
                            + " (select created_at, cast(batch as text) from batch where tenant = :tenant and batch = :after))"
                            + " order by b.created_at desc, b.batch desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("after", query.after())
                    .bind("limit", query.limit() + 1)
                    .map(BatchStore::view)
                    .list();
        });
    }

    /** Asks for its end; one that has ended stays as it is. */
    BatchObject cancel(Tenant tenant, String batch) {
        return database.inTransaction(handle -> {
            handle.createUpdate("update batch set cancelling_at = coalesce(cancelling_at, clock_timestamp())"
                            + " where tenant = :tenant and batch = :batch and ended_at is null")
                    .bind("tenant", tenant.name())
                    .bind("batch", batch)
                    .execute();
            return find(handle, tenant, batch).orElseThrow(() -> unknown(tenant, batch));
        });
    }

    static ProblemException unknown(Tenant tenant, String batch) {
        return ProblemException.notFound(
                "BATCH_NOT_FOUND",
                "batch " + Rules.shown(batch) + " is not known in tenant " + tenant.name(),
                "GET /v1/batches lists those that there are.");
    }

    private static BatchObject view(ResultSet row, StatementContext context) throws SQLException {
        String state = row.getString("state");
        Long ended = seconds(row, "ended_at");
        Long cancelling = seconds(row, "cancelling_at");
        List<LineError> errors = Json.read(ERRORS, row.getString("errors_text"));
        return new BatchObject(
                row.getString("batch"),
                "batch",
                row.getString("endpoint"),
                errors == null ? null : new Errors("list", errors),
                row.getString("input_file"),
                row.getString("completion_window"),
                ended == null && cancelling != null ? "cancelling" : state,
                row.getString("output_file"),
                row.getString("error_file"),
                seconds(row, "created_at"),
                seconds(row, "in_progress_at"),
                seconds(row, "expires_at"),
                seconds(row, "finalizing_at"),
                state.equals("completed") ? ended : null,
                state.equals("failed") ? ended : null,
                state.equals("expired") ? ended : null,
                cancelling,
                state.equals("cancelled") ? ended : null,
                new RequestCounts(row.getLong("total"), row.getLong("succeeded"), row.getLong("failed")),
                Json.read(METADATA, row.getString("metadata_text")));
    }

    private static Long seconds(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : (Long) value.toEpochSecond();
    }
}
