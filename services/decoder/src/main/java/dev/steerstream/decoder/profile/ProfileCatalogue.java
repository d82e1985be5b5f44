package dev.steerstream.decoder.profile;

import dev.steerstream.schemas.SteeringProfile;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest profile of every task, as the compacted topic tells it. Of two versions the higher is kept; of one version told twice the later
 * telling, since only its state may differ. Safe from any thread.
 */
public final class ProfileCatalogue {
    private final Map<TaskName, SteeringProfile> newest = new ConcurrentHashMap<>();

    /** Takes notice of a profile. */
    public void tell(TaskName task, SteeringProfile profile) {
        newest.merge(task, profile, (known, told) -> told.version() >= known.version() ? told : known);
    }

    /** Forgets a deleted task. */
    public void forget(TaskName task) {
        newest.remove(task);
    }

    /** The profile of this version, in force or ramped, or empty where neither is it: then the database has it. */
    public Optional<SteeringProfile> find(TaskName task, long version) {
        return Optional.ofNullable(newest.get(task))
                .map(profile -> profile.version() != version && profile.ramp() != null
                        ? profile.ramp().profile()
                        : profile)
                .filter(profile -> profile.version() == version);
    }

    public int size() {
        return newest.size();
    }
}
