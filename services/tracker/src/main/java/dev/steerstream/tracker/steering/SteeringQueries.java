package dev.steerstream.tracker.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads whole reports, one at a time: they are large. */
@Singleton
class SteeringQueries {
    private static final int MOST = 100;

    private final Database database;
    private final TaskQueries tasks;

    SteeringQueries(Database database, TaskQueries tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    /** An evaluation of one of the task's versions. */
    public record EvaluationRow(String evaluation, String state, Long version, String dataset, Instant createdAt) {}

    /** Newest first. */
    List<ProfileRow> versions(String tenant, String task) {
        return tasks.profiles(tenant, task, MOST);
    }

    Optional<ProfileDetail> profile(String tenant, String task, ProfileRow version) {
        return database.read(handle -> handle.createQuery("select report::text report, profile::text profile"
                        + " from steering_profile where tenant = :tenant and task = :task and version = :version")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("version", version.version())
                .map((row, context) -> new ProfileDetail(
                        version,
                        new Report(Json.read(JsonNode.class, row.getString("report"))),
                        Json.read(JsonNode.class, row.getString("profile"))))
                .findOne());
    }

    /** An evaluation with the digest of its dose-response. */
    record Dosed(EvaluationRow evaluation, String digest) {}

    /** The latest of a version that measured one. */
    Optional<Dosed> dosed(String tenant, String task, long version) {
        return database.read(handle -> handle.createQuery(
                        "select evaluation, state, profile_version, dataset, created_at, dose_digest from evaluation"
                                + " where tenant = :tenant and task = :task and profile_version = :version"
                                + " and dose_digest is not null order by created_at desc limit 1")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("version", version)
                .map((row, context) -> new Dosed(evaluation(row), row.getString("dose_digest")))
                .findOne());
    }

    /** Newest first. */
    List<EvaluationRow> evaluations(String tenant, String task) {
        return database.read(handle -> handle.createQuery(
                        "select evaluation, state, profile_version, dataset, created_at"
                                + " from evaluation where tenant = :tenant and task = :task order by created_at desc limit 20")
                .bind("tenant", tenant)
                .bind("task", task)
                .map((row, context) -> evaluation(row))
                .list());
    }

    private static EvaluationRow evaluation(ResultSet row) throws SQLException {
        return new EvaluationRow(
                row.getString("evaluation"),
                row.getString("state"),
                row.getObject("profile_version", Long.class),
                row.getString("dataset"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
