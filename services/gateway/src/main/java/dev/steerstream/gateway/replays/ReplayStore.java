package dev.steerstream.gateway.replays;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Position;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.replays.ReplayViews.Counts;
import dev.steerstream.gateway.replays.ReplayViews.Item;
import dev.steerstream.gateway.replays.ReplayViews.Replay;
import dev.steerstream.gateway.replays.ReplayViews.Settings;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of replays as clients see them: added, read, cancelled. Safe from any thread. */
@Singleton
public class ReplayStore {
    /** Unfinished ones of a tenant: each has requests with the decoders. */
    static final int MOST_UNFINISHED = 20;

    private static final int RETRY_AFTER_SECONDS = 30;

    private static final String COLUMNS = "select r.replay, r.task, r.state, r.cancel_requested,"
            + " r.settings::text settings, r.report::text report, r.failure::text failure, r.created_at, r.started_at,"
            + " r.ended_at, r.prepared, i.found, i.waiting, i.asked, i.compared, i.failed, i.gone from replay r"
            + " left join lateral (select count(*) found, count(*) filter (where state = 'waiting') waiting,"
            + " count(*) filter (where state = 'asked') asked, count(*) filter (where state = 'compared') compared,"
            + " count(*) filter (where state = 'failed') failed, count(*) filter (where state = 'gone') gone"
            + " from replay_item where tenant = r.tenant and replay = r.replay) i on true where r.tenant = :tenant ";

    private final Database database;

    public ReplayStore(Database database) {
        this.database = database;
    }

    /**
     * Adds a replay, or finds the one that was added under this id before.
     *
     * @param references by what they match
     * @throws ProblemException 404 for an unknown task or version, 409 where the id has other content, 429 where too many are under way
     */
    Replay add(Tenant tenant, String task, String id, String hash, Settings settings, Map<String, String> references) {
        return database.inTransaction(handle -> {
            requireProfile(handle, tenant, task, settings.profileVersion());
            boolean added = handle.createUpdate("insert into replay (tenant, replay, task, content_hash, settings,"
                                    + " profile_version) values (:tenant, :replay, :task, :hash, cast(:settings as jsonb), :version)"
                                    + " on conflict (tenant, replay) do nothing")
                            .bind("tenant", tenant.name())
                            .bind("replay", id)
                            .bind("task", task)
                            .bind("hash", hash)
                            .bind("settings", Json.write(settings))
                            .bind("version", settings.profileVersion())
                            .execute()
                    == 1;
            if (added) {
                requireRoom(handle, tenant);
                addReferences(handle, tenant, id, references);
            } else {
                requireSame(handle, tenant, id, hash);
            }
            return find(handle, tenant, id).orElseThrow();
        });
    }

    public Optional<Replay> find(Tenant tenant, String replay) {
        return database.read(handle -> find(handle, tenant, replay));
    }

    /** Newest first. */
    Page<Replay> list(Tenant tenant, String task, String after, int limit) {
        Position from = Position.after(after);
        List<Replay> rows = database.read(handle -> handle.createQuery(COLUMNS + "and r.task = :task"
                        + " and (r.created_at, cast(r.replay as text)) < (:at, cast(:id as text))"
                        + " order by r.created_at desc, r.replay desc limit :limit")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("at", from.at().atOffset(ZoneOffset.UTC))
                .bind("id", from.id())
                .bind("limit", limit + 1)
                .map((row, context) -> replay(row))
                .list());
        return Page.of(rows, limit, row -> Position.of(row.createdAt(), row.replay()));
    }

    /**
     * The requests of a replay in their order.
     *
     * @param changed whether only those whose answer changed
     */
    Page<Item> items(Tenant tenant, String replay, boolean changed, int after, int limit) {
        List<Item> rows = database.read(handle -> handle.createQuery("select i.number, i.original, i.request, i.state,"
                        + " i.reference, i.reference_source, i.comparison::text comparison,"
                        + " o.result #>> '{choices,0,text}' before, a.result #>> '{choices,0,text}' after from replay_item i"
                        + " left join generation o on o.tenant = i.tenant and o.request = i.original"
                        + " left join generation a on a.tenant = i.tenant and a.request = i.request"
                        + " where i.tenant = :tenant and i.replay = :replay and i.number > :after"
                        + (changed ? " and i.comparison ->> 'changed' = 'true'" : "")
                        + " order by i.number limit :limit")
                .bind("tenant", tenant.name())
                .bind("replay", replay)
                .bind("after", after)
                .bind("limit", limit + 1)
                .map((row, context) -> new Item(
                        row.getInt("number"),
                        row.getString("original"),
                        row.getString("request"),
                        row.getString("state"),
                        row.getString("reference"),
                        row.getString("reference_source"),
                        Json.read(JsonNode.class, row.getString("comparison")),
                        row.getString("before"),
                        row.getString("after")))
                .list());
        return Page.of(rows, limit, item -> String.valueOf(item.number()));
    }

    /** Asks for its end; one that has ended stays as it is. Empty where it is unknown. */
    Optional<Replay> cancel(Tenant tenant, String replay) {
        return database.inTransaction(handle -> {
            handle.createUpdate("update replay set cancel_requested = true"
                            + " where tenant = :tenant and replay = :replay and ended_at is null")
                    .bind("tenant", tenant.name())
                    .bind("replay", replay)
                    .execute();
            return find(handle, tenant, replay);
        });
    }

    private static Optional<Replay> find(Handle handle, Tenant tenant, String replay) {
        return handle.createQuery(COLUMNS + "and r.replay = :replay")
                .bind("tenant", tenant.name())
                .bind("replay", replay)
                .map((row, context) -> replay(row))
                .findOne();
    }

    private static void addReferences(Handle handle, Tenant tenant, String replay, Map<String, String> references) {
        if (references.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("insert into replay_reference (tenant, replay, matches, reference)"
                + " values (:tenant, :replay, :matches, :reference)");
        references.forEach((matches, reference) -> batch.bind("tenant", tenant.name())
                .bind("replay", replay)
                .bind("matches", matches)
                .bind("reference", reference)
                .add());
        batch.execute();
    }

    private static void requireProfile(Handle handle, Tenant tenant, String task, long version) {
        boolean known = handle.createQuery("select exists (select from steering_profile"
                        + " where tenant = :tenant and task = :task and version = :version)")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("version", version)
                .mapTo(Boolean.class)
                .one();
        if (known) return;
        throw ProblemException.notFound(
                "UNKNOWN_PROFILE",
                "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no profile version " + version,
                "GET /v1/tasks/" + task + " shows the version in force.");
    }

    private static void requireRoom(Handle handle, Tenant tenant) {
        int unfinished = handle.createQuery("select count(*) from replay where tenant = :tenant and ended_at is null")
                .bind("tenant", tenant.name())
                .mapTo(Integer.class)
                .one();
        if (unfinished <= MOST_UNFINISHED) return;
        throw ProblemException.tooMany(
                "TOO_MANY_REPLAYS",
                "tenant " + tenant.name() + " has " + MOST_UNFINISHED + " unfinished replays, the most there may be",
                "Wait for one to end, or cancel one.",
                RETRY_AFTER_SECONDS);
    }

    private static void requireSame(Handle handle, Tenant tenant, String replay, String hash) {
        String stored = handle.createQuery(
                        "select content_hash from replay where tenant = :tenant and replay = :replay")
                .bind("tenant", tenant.name())
                .bind("replay", replay)
                .mapTo(String.class)
                .one();
        if (stored.equals(hash)) return;
        throw ProblemException.conflict(
                "CONFLICT",
                "replay " + Rules.shown(replay) + " is already known with other content",
                "Send the new content under an id of its own, or leave id out.");
    }

    private static Replay replay(ResultSet row) throws SQLException {
        Counts counts = row.getBoolean("prepared")
                ? new Counts(
                        row.getLong("found"),
                        row.getLong("waiting"),
                        row.getLong("asked"),
                        row.getLong("compared"),
                        row.getLong("failed"),
                        row.getLong("gone"))
                : null;
        return new Replay(
                row.getString("replay"),
                row.getString("task"),
                row.getString("state"),
                row.getBoolean("cancel_requested") ? Boolean.TRUE : null,
                Json.read(Settings.class, row.getString("settings")),
                counts,
                Json.read(JsonNode.class, row.getString("report")),
                Json.read(Failure.class, row.getString("failure")),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
