package dev.steerstream.gateway.evaluations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads evaluations, which the extractor writes, and what it was asked to start a moment ago. */
@Singleton
public class EvaluationQueries {
    private static final String COLUMNS =
            "select evaluation, task, adaptation, profile_version, dataset, submission, state,"
                    + " sequence, settings::text settings, measures_digest, report_digest, dose_digest, progress::text progress,"
                    + " failure::text failure, created_at, started_at, ended_at from (select tenant, evaluation, task, adaptation,"
                    + " profile_version, dataset, submission, state, sequence, settings, measures_digest, report_digest,"
                    + " dose_digest, progress, failure, created_at, started_at, ended_at from evaluation union all"
                    + " select tenant, id, task, null, null, dataset, submission, 'accepted', null, null, null, null, null,"
                    + " null, null, accepted_at, null, null from accepted_start s where kind = 'evaluation'"
                    + " and not exists (select from evaluation stored"
                    + "   where stored.tenant = s.tenant and stored.evaluation = s.id)) e where tenant = :tenant ";

    private final Database database;

    public EvaluationQueries(Database database) {
        this.database = database;
    }

    /** Of this task only: an id under another task's path is unknown there. */
    public Optional<Evaluation> evaluation(Tenant tenant, String task, String evaluation) {
        return database.read(handle -> handle.createQuery(COLUMNS + "and task = :task and evaluation = :evaluation")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("evaluation", evaluation)
                .map(EvaluationQueries::read)
                .findOne());
    }

    /** Hash of the start command that made it, whatever its task; empty where there is none, or it was cancelled before it was started. */
    public Optional<String> contentHash(Tenant tenant, String evaluation) {
        return database.read(handle -> handle.createQuery("select content_hash from evaluation"
                        + " where tenant = :tenant and evaluation = :evaluation and content_hash is not null")
                .bind("tenant", tenant.name())
                .bind("evaluation", evaluation)
                .mapTo(String.class)
                .findOne());
    }

    /** Newest first. */
    public Page<Evaluation> evaluations(Tenant tenant, String task, String after, int limit) {
        Position from = Position.after(after);
        return database.read(handle -> {
            List<Evaluation> rows = handle.createQuery(
                            COLUMNS + "and task = :task and (created_at, evaluation) < (:at, cast(:id as text))"
                                    + " order by created_at desc, evaluation desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("task", task)
                    .bind("at", from.at().atOffset(ZoneOffset.UTC))
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map(EvaluationQueries::read)
                    .list();
            return Page.of(rows, limit, row -> Position.of(row.createdAt(), row.evaluation()));
        });
    }

    private static Evaluation read(ResultSet row, StatementContext context) throws SQLException {
        return new Evaluation(
                row.getString("evaluation"),
                row.getString("task"),
                row.getString("adaptation"),
                row.getObject("profile_version", Long.class),
                row.getString("dataset"),
                row.getString("submission"),
                row.getString("state"),
                row.getObject("sequence", Long.class),
                Json.read(JsonNode.class, row.getString("settings")),
                row.getString("measures_digest"),
                row.getString("report_digest"),
                row.getString("dose_digest"),
                Json.read(Progress.class, row.getString("progress")),
                Json.read(Failure.class, row.getString("failure")),
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
