package dev.steerstream.tracker.history;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads tasks with their profiles. Of a report only the held-out part is read: the rest is large. */
@Singleton
public class TaskQueries {
    private static final String TASK = "select t.task as name, t.state as task_state, t.created_at as task_created_at,"
            + ProfileRow.COLUMNS + "," + AdaptationRow.COLUMNS
            + "from task t left join lateral (select * from adaptation"
            + " where tenant = t.tenant and task = t.task order by created_at desc limit 1) a on true"
            + " left join steering_profile p on p.tenant = t.tenant and p.task = t.task and p.version = t.profile_version"
            + " where t.tenant = :tenant and t.state <> 'deleted'";

    private final Database database;

    public TaskQueries(Database database) {
        this.database = database;
    }

    /** By name. */
    public Page<TaskRow> tasks(String tenant, Cursor after, int limit) {
        return database.read(handle -> {
            List<TaskRow> rows = handle.createQuery(
                            TASK + " and t.task > cast(:after as text) order by t.task limit :limit")
                    .bind("tenant", tenant)
                    .bind("after", after.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list();
            return Page.of(rows, limit, row -> Cursor.named(row.task()));
        });
    }

    /** A task that can be asked, with the strength of the first direction that steers it. */
    public record Asking(String task, double strength, int directions) {}

    /** By name, those with a profile in force. */
    public List<Asking> asking(String tenant, int limit) {
        return database.read(handle -> handle.createQuery("select t.task, p.strength,"
                        + " case when jsonb_typeof(p.profile -> 'strengths') = 'array'"
                        + " then jsonb_array_length(p.profile -> 'strengths') else 1 end directions"
                        + " from task t join steering_profile p on p.tenant = t.tenant and p.task = t.task"
                        + " and p.version = t.profile_version"
                        + " where t.tenant = :tenant and t.state = 'active' order by t.task limit :limit")
                .bind("tenant", tenant)
                .bind("limit", limit)
                .map((row, context) ->
                        new Asking(row.getString("task"), row.getDouble("strength"), row.getInt("directions")))
                .list());
    }

    public Optional<TaskRow> task(String tenant, String task) {
        return database.read(handle -> handle.createQuery(TASK + " and t.task = :task")
                .bind("tenant", tenant)
                .bind("task", task)
                .map((row, context) -> read(row))
                .findOne());
    }

    /** Versions, newest first. */
    public List<ProfileRow> profiles(String tenant, String task, int limit) {
        return database.read(handle -> handle.createQuery("select" + ProfileRow.COLUMNS
                        + "from steering_profile p where p.tenant = :tenant and p.task = :task"
                        + " order by p.version desc limit :limit")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("limit", limit)
                .map((row, context) -> ProfileRow.read(row))
                .list());
    }

    private static TaskRow read(ResultSet row) throws SQLException {
        return new TaskRow(
                row.getString("name"),
                row.getString("task_state"),
                row.getString("profile_state") == null ? null : ProfileRow.read(row),
                row.getString("adaptation") == null ? null : AdaptationRow.read(row),
                Columns.instant(row, "task_created_at"));
    }
}
