package dev.steerstream.tracker.tasks;

import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads a task's ramp. The comparison with intervals is the gateway's; here is what an eye on the two arms needs. */
@Singleton
class RampQueries {
    static final int MOST = 5_000;

    private final Database database;

    RampQueries(Database database) {
        this.database = database;
    }

    /** The running one, else the one that ended last. */
    Optional<RampRow> newest(String tenant, String task) {
        return database.read(handle -> handle.createQuery("select salt, version, beside, share, state, started_at,"
                        + " changed_at, ended_at from profile_ramp where tenant = :tenant and task = :task"
                        + " order by ended_at desc nulls first limit 1")
                .bind("tenant", tenant)
                .bind("task", task)
                .map((row, context) -> ramp(handle, tenant, task, row))
                .findOne());
    }

    private static RampRow ramp(Handle handle, String tenant, String task, ResultSet row) throws SQLException {
        long version = row.getLong("version");
        long beside = row.getLong("beside");
        Map<String, RampRow.Arm> arms = arms(handle, tenant, task, row.getString("salt"), version, beside);
        return new RampRow(
                version,
                beside,
                row.getDouble("share"),
                row.getString("state"),
                instant(row, "started_at"),
                instant(row, "changed_at"),
                instant(row, "ended_at"),
                List.of(
                        arms.getOrDefault("in_force", none("in force", beside)),
                        arms.getOrDefault("ramped", none("ramped", version))));
    }

    private static RampRow.Arm none(String name, long version) {
        return new RampRow.Arm(name, version, 0, 0, null, null, 0);
    }

    private static Map<String, RampRow.Arm> arms(
            Handle handle, String tenant, String task, String salt, long version, long beside) {
        Map<String, RampRow.Arm> arms = new HashMap<>();
        handle.createQuery("""
                        select arm, count(*) ended, count(*) filter (where state = 'failed') failed,
                          percentile_cont(0.5) within group (order by extract(epoch from ended_at - created_at)) whole,
                          sum(cast(result #>> '{receipt,changed_tokens}' as bigint)) changed,
                          sum(cast(result #>> '{receipt,tokens}' as bigint)) tokens,
                          count(*) filter (where result #>> '{receipt,fallback}' is not null) fallbacks
                        from (select * from generation where tenant = :tenant and task = :task and ramp = :ramp
                          and state in ('succeeded', 'failed') order by created_at desc limit :most) g group by arm""")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("ramp", salt)
                .bind("most", MOST)
                .map((row, context) -> {
                    boolean ramped = row.getString("arm").equals("ramped");
                    Long tokens = row.getObject("tokens", Long.class);
                    Long changed = row.getObject("changed", Long.class);
                    Double share = tokens == null || tokens == 0 || changed == null
                            ? null
                            : (Double) ((double) changed / tokens);
                    return arms.put(
                            row.getString("arm"),
                            new RampRow.Arm(
                                    ramped ? "ramped" : "in force",
                                    ramped ? version : beside,
                                    row.getLong("ended"),
                                    row.getLong("failed"),
                                    row.getObject("whole", Double.class),
                                    share,
                                    row.getLong("fallbacks")));
                })
                .list();
        return arms;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
