package dev.steerstream.gateway.ramps;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.ramps.RampViews.Ramp;
import dev.steerstream.gateway.ramps.RampViews.Requests;
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

/** Reads ramps, which the trainer writes, and the requests of their arms, which the decoders write. */
@Singleton
public class RampQueries {
    /** More say no more: the intervals are narrow by then, and the read stays short. */
    static final int MOST = 20_000;

    private final Database database;

    public RampQueries(Database database) {
        this.database = database;
    }

    /** The running one, else the one that ended last; empty where the task never had one. */
    public Optional<Ramp> newest(Tenant tenant, String task) {
        return database.read(handle -> handle.createQuery("select salt, version, beside, share, state, started_at,"
                        + " changed_at, ended_at from profile_ramp where tenant = :tenant and task = :task"
                        + " order by ended_at desc nulls first limit 1")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .map((row, context) -> ramp(handle, tenant, task, row))
                .findOne());
    }

    /** Whether the task has this version. */
    public boolean hasProfile(Tenant tenant, String task, long version) {
        return database.read(handle -> handle.createQuery("select exists (select from steering_profile"
                        + " where tenant = :tenant and task = :task and version = :version)")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("version", version)
                .mapTo(Boolean.class)
                .one());
    }

    boolean hasTask(Tenant tenant, String task) {
        return database.read(handle -> handle.createQuery("select exists (select from task"
                        + " where tenant = :tenant and task = :task and state <> 'deleted')")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .mapTo(Boolean.class)
                .one());
    }

    /** What became of a command; empty where nobody has taken it. */
    public Optional<String> outcome(Tenant tenant, String command) {
        return database.read(handle -> handle.createQuery(
                        "select outcome from adaptation_command where tenant = :tenant and command = :command")
                .bind("tenant", tenant.name())
                .bind("command", command)
                .mapTo(String.class)
                .findOne());
    }

    private static Ramp ramp(Handle handle, Tenant tenant, String task, ResultSet row) throws SQLException {
        String salt = row.getString("salt");
        List<ArmMeasures.Request> requests = requests(handle, tenant, task, salt);
        return new Ramp(
                task,
                salt,
                row.getLong("version"),
                row.getLong("beside"),
                row.getDouble("share"),
                row.getString("state"),
                instant(row, "started_at"),
                instant(row, "changed_at"),
                instant(row, "ended_at"),
                counts(handle, tenant, task, salt),
                requests.size(),
                ArmMeasures.of(requests));
    }

    private static Requests counts(Handle handle, Tenant tenant, String task, String salt) {
        Map<String, Long> arms = new HashMap<>();
        handle.createQuery("select arm, count(*) n from generation where tenant = :tenant and task = :task"
                        + " and ramp = :ramp and state in ('succeeded', 'failed') group by arm")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("ramp", salt)
                .map((row, context) -> arms.put(row.getString("arm"), row.getLong("n")))
                .list();
        return new Requests(arms.getOrDefault("in_force", 0L), arms.getOrDefault("ramped", 0L));
    }

    private static List<ArmMeasures.Request> requests(Handle handle, Tenant tenant, String task, String salt) {
        return handle.createQuery("""
                        select arm = 'ramped' as ramped, state = 'failed' as failed,
                          cast(extract(epoch from ended_at - created_at) as double precision) as whole,
                          cast(result ->> 'time_to_first_token_seconds' as double precision) as first_token,
                          cast(result #>> '{receipt,tokens}' as bigint) as tokens,
                          cast(result #>> '{receipt,changed_tokens}' as bigint) as changed,
                          cast(result #>> '{receipt,divergence}' as double precision) as divergence,
                          result #>> '{receipt,fallback}' is not null as fell_back,
                          body ->> 'reference' as reference,
                          case when body ->> 'reference' is not null then result #>> '{choices,0,text}' end as text
                        from generation where tenant = :tenant and task = :task and ramp = :ramp
                          and state in ('succeeded', 'failed')
                        order by created_at desc limit :most""")
                .bind("tenant", tenant.name())
                .bind("task", task)
                .bind("ramp", salt)
                .bind("most", MOST)
                .map((row, context) -> new ArmMeasures.Request(
                        row.getBoolean("ramped"),
                        row.getBoolean("failed"),
                        row.getObject("whole", Double.class),
                        row.getObject("first_token", Double.class),
                        row.getObject("tokens", Long.class),
                        row.getObject("changed", Long.class),
                        row.getObject("divergence", Double.class),
                        row.getBoolean("fell_back"),
                        row.getString("text"),
                        row.getString("reference")))
                .list();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
