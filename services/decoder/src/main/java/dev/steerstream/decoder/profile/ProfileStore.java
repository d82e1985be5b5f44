package dev.steerstream.decoder.profile;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SteeringProfile;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Reads tasks and profiles from Postgres. Stateless and safe from any thread. */
public final class ProfileStore {

    /**
     * A task as it stands.
     *
     * @param state active, retired or deleted
     * @param profileVersion in force, or empty where none has been calibrated yet
     * @param ramp that runs beside it, or empty
     */
    public record Task(String state, OptionalLong profileVersion, Optional<Ramp> ramp) {
        public boolean active() {
            return state.equals("active");
        }
    }

    /** A version that a share of the requests takes. */
    public record Ramp(String salt, long version, double share) {}

    public Optional<Task> task(Handle handle, TaskName name) {
        return handle.createQuery("select t.state, t.profile_version, r.salt, r.version, r.share"
                        + " from task t left join profile_ramp r on r.tenant = t.tenant and r.task = t.task and r.state = 'running'"
                        + " where t.tenant = :tenant and t.task = :task")
                .bind("tenant", name.tenant())
                .bind("task", name.task())
                .map((columns, context) -> {
                    Long version = columns.getObject("profile_version", Long.class);
                    return new Task(
                            columns.getString("state"),
                            version == null ? OptionalLong.empty() : OptionalLong.of(version),
                            ramp(columns));
                })
                .findOne();
    }

    private static Optional<Ramp> ramp(ResultSet columns) throws SQLException {
        String salt = columns.getString("salt");
        if (salt == null) return Optional.empty();
        return Optional.of(new Ramp(salt, columns.getLong("version"), columns.getDouble("share")));
    }

    public Optional<SteeringProfile> profile(Handle handle, TaskName name, long version) {
        return handle.createQuery("select profile from steering_profile"
                        + " where tenant = :tenant and task = :task and version = :version")
                .bind("tenant", name.tenant())
                .bind("task", name.task())
                .bind("version", version)
                .map((columns, context) -> Contracts.read(
                        SteeringProfile.class, columns.getString("profile").getBytes(StandardCharsets.UTF_8)))
                .findOne();
    }
}
