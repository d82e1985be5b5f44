package dev.steerstream.gateway.openai.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Tenant;
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

/** Reads tasks as far as models show them. */
@Singleton
public class ModelQueries {
    /** OpenAI's list has no pages, so one answer has an end of its own. */
    private static final int MOST = 10_000;

    private static final String COLUMNS =
            "select t.task, t.state, t.created_at, p.version," + " p.profile::text profile from task t ";

    private final Database database;

    public ModelQueries(Database database) {
        this.database = database;
    }

    /**
     * A task with one of its profiles.
     *
     * @param version null where no profile is in force
     */
    record TaskModel(String task, String state, Instant createdAt, Long version, JsonNode profile) {}

    /** Those that can answer, by name. */
    List<TaskModel> ready(Tenant tenant) {
        return database.read(handle -> handle.createQuery(COLUMNS + "join steering_profile p on p.tenant = t.tenant"
                        + " and p.task = t.task and p.version = t.profile_version"
                        + " where t.tenant = :tenant and t.state = 'active' order by t.task limit :most")
                .bind("tenant", tenant.name())
                .bind("most", MOST)
                .map(ModelQueries::read)
                .list());
    }

    /** @param version null for the one in force, which there may not be */
    Optional<TaskModel> one(Tenant tenant, String task, Long version) {
        return database.read(
                handle -> handle.createQuery(COLUMNS + "left join steering_profile p on p.tenant = t.tenant"
                                + " and p.task = t.task and p.version = coalesce(cast(:version as bigint), t.profile_version)"
                                + " where t.tenant = :tenant and t.task = :task and t.state <> 'deleted'")
                        .bind("tenant", tenant.name())
                        .bind("task", task)
                        .bind("version", version)
                        .map(ModelQueries::read)
                        .findOne());
    }

    private static TaskModel read(ResultSet row, StatementContext context) throws SQLException {
        return new TaskModel(
                row.getString("task"),
                row.getString("state"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("version", Long.class),
                Json.read(JsonNode.class, row.getString("profile")));
    }
}
