package dev.steerstream.gateway.evaluations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads evaluations, which the extractor writes. */
@Singleton
public class EvaluationQueries {
    private static final String COLUMNS =
            "select evaluation, task, adaptation, profile_version, dataset, submission, state,"
                    + " sequence, settings::text settings, measures_digest, report_digest, progress::text progress,"
                    + " failure::text failure, created_at, started_at, ended_at from evaluation where tenant = :tenant ";

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
        Position from = Page.position(after).map(text -> position(text, after)).orElse(Position.NEWEST);
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
            return Page.of(rows, limit, row -> row.createdAt() + " " + row.evaluation());
        });
    }

    private record Position(Instant at, String id) {
        static final Position NEWEST = new Position(Instant.parse("9999-01-01T00:00:00Z"), "");
    }

    private static Position position(String text, String after) {
        try {
            String[] parts = text.split(" ", 2);
            if (parts.length == 2) return new Position(Instant.parse(parts[0]), parts[1]);
        } catch (DateTimeException notOurs) {
            // Refused below.
        }
        throw Page.invalidCursor(after);
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
                row.getLong("sequence"),
                Json.read(JsonNode.class, row.getString("settings")),
                row.getString("measures_digest"),
                row.getString("report_digest"),
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
