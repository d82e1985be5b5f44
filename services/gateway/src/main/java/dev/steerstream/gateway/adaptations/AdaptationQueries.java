package dev.steerstream.gateway.adaptations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.adaptations.AdaptationViews.Task;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Position;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads tasks, adaptations and profiles, which the trainer and the extractor write, and what they were asked to start a moment ago. */
@Singleton
public class AdaptationQueries {
    private static final String COLUMNS = " a.adaptation, a.task, a.dataset, a.submission, a.state, a.sequence,"
            + " a.warm_start::text warm_start, a.calibration::text calibration, a.adapter_digest, a.profile_version,"
            + " a.progress::text progress, a.failure::text failure, a.created_at, a.started_at, a.ended_at,"
            + " (select coalesce(made.profile -> 'gain' ->> 'sentence', 'there are no held-out rows to judge it on')"
            + " from steering_profile made where made.tenant = a.tenant and made.task = a.task"
            + " and made.version = a.profile_version and made.state = 'candidate') held_back ";

    private static final String STORED_OR_ACCEPTED = "(select tenant, adaptation, task, dataset, submission, state,"
            + " sequence, warm_start, calibration, adapter_digest, profile_version, progress, failure, created_at,"
            + " started_at, ended_at from adaptation union all select tenant, id, task, dataset, submission, 'accepted',"
            + " null, null, null, null, null, null, null, accepted_at, null, null from accepted_start s"
            + " where kind = 'adaptation' and not exists (select from adaptation stored"
            + "   where stored.tenant = s.tenant and stored.adaptation = s.id)) a ";

    private static final String NEWEST_OF_TASK = " left join lateral (select * from adaptation"
            + " where tenant = t.tenant and task = t.task order by created_at desc limit 1) a on true ";

    private final Database database;

    public AdaptationQueries(Database database) {
        this.database = database;
    }

    public Optional<Adaptation> adaptation(Tenant tenant, String adaptation) {
        return database.read(handle -> handle.createQuery("select" + COLUMNS + "from " + STORED_OR_ACCEPTED
                        + "where a.tenant = :tenant and a.adaptation = :adaptation")
                .bind("tenant", tenant.name())
                .bind("adaptation", adaptation)
                .map(AdaptationQueries::readAdaptation)
                .findOne());
    }

    /** Hash of the start command that made it; empty where there is none, or it was cancelled before it was started. */
    public Optional<String> contentHash(Tenant tenant, String adaptation) {
        return database.read(handle -> handle.createQuery("select content_hash from adaptation"
                        + " where tenant = :tenant and adaptation = :adaptation and content_hash is not null")
                .bind("tenant", tenant.name())
                .bind("adaptation", adaptation)
                .mapTo(String.class)
                .findOne());
    }

    /** Newest first. */
    public Page<Adaptation> adaptations(Tenant tenant, Optional<String> task, String after, int limit) {
        Position from = Position.after(after);
        return database.read(handle -> {
            List<Adaptation> rows = handle.createQuery(
                            "select" + COLUMNS + "from " + STORED_OR_ACCEPTED + "where a.tenant = :tenant"
                                    + " and (cast(:task as text) is null or a.task = :task)"
                                    + " and (a.created_at, a.adaptation) < (:at, cast(:id as text))"
                                    + " order by a.created_at desc, a.adaptation desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("task", task.orElse(null))
                    .bind("at", from.at().atOffset(java.time.ZoneOffset.UTC))
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map(AdaptationQueries::readAdaptation)
                    .list();
            return Page.of(rows, limit, row -> Position.of(row.createdAt(), row.adaptation()));
        });
    }

    /** By name, without reports. */
    public Page<Task> tasks(Tenant tenant, Optional<String> after, int limit) {
        return database.read(handle -> {
            List<Task> rows = handle.createQuery(
                            "select t.task as name, t.state as task_state, t.profile_version as in_force,"
                                    + " t.created_at as task_created_at, p.profile::text profile, null::text report,"
                                    + COLUMNS
                                    + "from task t" + NEWEST_OF_TASK
                                    + "left join steering_profile p on p.tenant = t.tenant and p.task = t.task and p.version = t.profile_version"
                                    + " where t.tenant = :tenant and t.state <> 'deleted' and t.task > :after order by t.task limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("after", after.orElse(""))
                    .bind("limit", limit + 1)
                    .map(AdaptationQueries::readTask)
                    .list();
            return Page.of(rows, limit, Task::task);
        });
    }

    /** With the report of the profile in force. */
    public Optional<Task> task(Tenant tenant, String task) {
        return database.read(handle -> handle.createQuery("select t.task as name, t.state as task_state,"
                        + " t.profile_version as in_force, t.created_at as task_created_at, p.profile::text profile, p.report::text report,"
                        + COLUMNS + "from task t" + NEWEST_OF_TASK
                        + "left join steering_profile p on p.tenant = t.tenant and p.task = t.task and p.version = t.profile_version"
                        + " where t.tenant = :tenant and t.task = :task and t.state <> 'deleted'")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .map(AdaptationQueries::readTask)
                .findOne());
    }

    /** A version of a task's profile with its state and report. */
    public Optional<JsonNode> profile(Tenant tenant, String task, long version) {
        return database.read(handle -> handle.createQuery("select profile::text profile, report::text report"
                        + " from steering_profile where tenant = :tenant and task = :task and version = :version")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("version", version)
                .map((row, context) -> readProfile(row))
                .findOne());
    }

    private static Task readTask(ResultSet row, StatementContext context) throws SQLException {
        return new Task(
                row.getString("name"),
                row.getString("task_state"),
                row.getObject("in_force", Long.class),
                readProfile(row),
                row.getString("adaptation") == null ? null : readAdaptation(row, context),
                instant(row, "task_created_at"));
    }

    private static JsonNode readProfile(ResultSet row) throws SQLException {
        JsonNode profile = Json.read(JsonNode.class, row.getString("profile"));
        JsonNode report = Json.read(JsonNode.class, row.getString("report"));
        if (profile instanceof ObjectNode members && report != null) members.set("report", report);
        return profile;
    }

    private static Adaptation readAdaptation(ResultSet row, StatementContext context) throws SQLException {
        return new Adaptation(
                row.getString("adaptation"),
                row.getString("task"),
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("state"),
                row.getObject("sequence", Long.class),
                Json.read(JsonNode.class, row.getString("warm_start")),
                Json.read(JsonNode.class, row.getString("calibration")),
                row.getString("adapter_digest"),
                row.getObject("profile_version", Long.class),
                Json.read(Progress.class, row.getString("progress")),
                Json.read(Failure.class, row.getString("failure")),
                row.getString("held_back"),
                null,
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
