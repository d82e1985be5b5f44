package dev.steerstream.tracker.history;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests, which the gateway and the decoders write. */
@Singleton
public class GenerationQueries {
    private static final String COLUMNS = " request, task, state, profile_version, created_at, ended_at,"
            + " result #>> '{receipt,mode}' as mode,"
            + " cast(result #>> '{receipt,strength_applied}' as double precision) as strength,"
            + " cast(result #>> '{usage,prompt_tokens}' as bigint) as prompt_tokens,"
            + " cast(result #>> '{usage,completion_tokens}' as bigint) as completion_tokens,"
            + " cast(result #>> '{receipt,changed_tokens}' as bigint) as changed_tokens,"
            + " cast(result ->> 'queue_seconds' as double precision) as queue_seconds,"
            + " cast(result ->> 'time_to_first_token_seconds' as double precision) as first_token_seconds,"
            + " result #>> '{receipt,fallback}' as fallback,"
            + " result #>> '{failure,code}' as failure_code, result #>> '{failure,message}' as failure ";

    /** Instead of a state: all that have not ended. */
    public static final String OPEN = "open";

    private final Database database;

    public GenerationQueries(Database database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @param task of which task, or null for all
     */
    public Page<GenerationRow> generations(String tenant, String task, Cursor after, int limit) {
        return generations(tenant, task, null, after, limit);
    }

    /**
     * Newest first.
     *
     * @param task of which task, or null for all
     * @param state one of the states, {@code open} for those that have not ended, or null for all
     */
    public Page<GenerationRow> generations(String tenant, String task, String state, Cursor after, int limit) {
        Map<String, String> bound = new HashMap<>();
        if (task != null) bound.put("task", task);
        if (state != null && !state.equals(OPEN)) bound.put("state", state);
        return database.read(handle -> {
            List<GenerationRow> rows = handle.createQuery("select" + COLUMNS
                            + "from generation where tenant = :tenant" + (task == null ? "" : " and task = :task")
                            + (state == null
                                    ? ""
                                    : state.equals(OPEN)
                                            ? " and state in ('queued', 'running')"
                                            : " and state = :state")
                            + " and (created_at, cast(request as text)) < (:at, cast(:id as text))"
                            + " order by created_at desc, request desc limit :limit")
                    .bind("tenant", tenant)
                    .bindMap(bound)
                    .bind("at", after.at().atOffset(ZoneOffset.UTC))
                    .bind("id", after.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list();
            return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.request()));
        });
    }

    public Optional<GenerationRow> generation(String tenant, String request) {
        return database.read(handle -> handle.createQuery(
                        "select" + COLUMNS + "from generation where tenant = :tenant and request = :request")
                .bind("tenant", tenant)
                .bind("request", request)
                .map((row, context) -> read(row))
                .findOne());
    }

    private static GenerationRow read(ResultSet row) throws SQLException {
        Instant created = Columns.instant(row, "created_at");
        Instant ended = Columns.instant(row, "ended_at");
        return new GenerationRow(
                row.getString("request"),
                row.getString("task"),
                row.getString("state"),
                row.getString("mode"),
                Columns.whole(row, "profile_version"),
                Columns.number(row, "strength"),
                Columns.whole(row, "prompt_tokens"),
                Columns.whole(row, "completion_tokens"),
                Columns.whole(row, "changed_tokens"),
                Columns.number(row, "queue_seconds"),
                Columns.number(row, "first_token_seconds"),
                ended == null
                        ? null
                        : Math.max(0, Duration.between(created, ended).toMillis()) / 1000.0,
                row.getString("fallback"),
                row.getString("failure_code"),
                row.getString("failure"),
                created,
                ended);
    }
}
