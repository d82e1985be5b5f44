package dev.steerstream.decoder.profile;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SteeringProfile;
import java.nio.charset.StandardCharsets;
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
     */
    public record Task(String state, OptionalLong profileVersion) {
        public boolean active() {
            return state.equals("active");
        }
    }

    public Optional<Task> task(Handle handle, TaskName name) {
        return handle.createQuery("select state, profile_version from task where tenant = :tenant and task = :task")
                .bind("tenant", name.tenant())
                .bind("task", name.task())
                .map((columns, context) -> {
                    Long version = columns.getObject("profile_version", Long.class);
                    return new Task(
                            columns.getString("state"),
                            version == null ? OptionalLong.empty() : OptionalLong.of(version));
                })
                .findOne();
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
