package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The versions of a task's profile and the one in force, each method within the caller's transaction. Versions only rise: putting an old version
 * in force again stores it under a new number, since readers of {@code steering-profiles} keep the highest. Safe from any thread.
 */
public final class TaskProfiles {
    private final AdaptationStore adaptations;
    private final Outbox outbox;
    private final TaskDeletion deletion;
    private final ProfileRamps ramps;
    private final Clock clock;

    public TaskProfiles(AdaptationStore adaptations, Outbox outbox, TaskDeletion deletion, Clock clock) {
        this.adaptations = adaptations;
        this.outbox = outbox;
        this.deletion = deletion;
        this.ramps = new ProfileRamps(adaptations, outbox, deletion, clock);
        this.clock = clock;
    }

    /** A version as it lies in the database. */
    record Stored(SteeringProfile profile, String state, String report) {}

    /**
     * Locks the task, and the adaptation whose ramp a new version may end, and draws the task's next version. The caller has locked the adaptation
     * before.
     *
     * @throws SteerStreamException user {@code TASK_NOT_FOUND}
     */
    public long nextVersion(Handle handle, String tenant, String task) {
        ramps.lockRamped(handle, tenant, task);
        return handle.createQuery("update task set next_profile_version = next_profile_version + 1"
                        + " where tenant = :tenant and task = :task returning next_profile_version - 1")
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> taskNotFound(tenant, task));
    }

    /**
     * Stores the profile as the one in force, supersedes the one before, ends a ramp and appends it to {@code steering-profiles}.
     *
     * @param profile with a version from {@link #nextVersion} of the same transaction and state in_force
     * @param report JSON of the profile's report
     */
    public void putInForce(Handle handle, String tenant, SteeringProfile profile, String report) {
        leaveForce(handle, tenant, profile.task(), "superseded");
        ramps.endBeside(
                handle, tenant, profile.task(), "superseded", "version " + profile.version() + " was put in force");
        insert(handle, tenant, profile, "in_force", report);
        handle.createUpdate("update task set profile_version = :version, state = 'active'"
                        + " where tenant = :tenant and task = :task")
                .bind("version", profile.version())
                .bind("tenant", tenant)
                .bind("task", profile.task())
                .execute();
        outbox.append(handle, tenant, Topic.STEERING_PROFILES, tenant + "/" + profile.task(), profile);
    }

    /** Stores a profile that no request takes until it is promoted: the one in force stays, and nobody is told. */
    public void keepAsCandidate(Handle handle, String tenant, SteeringProfile profile, String report) {
        insert(handle, tenant, profile, "candidate", report);
    }

    private static void insert(Handle handle, String tenant, SteeringProfile profile, String state, String report) {
        handle.createUpdate("insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                        + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient,"
                        + " confidence, profile, report) values (:tenant, :task, :version, :adaptation, :state, :adapter,"
                        + " :vector, :direction, :estimator, :strength, :low, :high, :bounded, :insufficient, :confidence,"
                        + " cast(:profile as jsonb), cast(:report as jsonb))")
                .bind("tenant", tenant)
                .bind("task", profile.task())
                .bind("version", profile.version())
                .bind("adaptation", profile.adaptation())
                .bind("state", state)
                .bind("adapter", profile.adapterDigest())
                .bind("vector", profile.vectorDigest())
                .bind("direction", profile.direction())
                .bind("estimator", profile.estimator())
                .bind("strength", profile.strength())
                .bind("low", profile.strengthLow())
                .bind("high", profile.strengthHigh())
                .bind("bounded", profile.bounded())
                .bind("insufficient", profile.insufficient())
                .bind("confidence", profile.confidence())
                .bind("profile", Json.write(profile))
                .bind("report", report)
                .execute();
    }

    Outcome promote(Handle handle, String tenant, AdaptationCommand command) {
        if (command.profileVersion() == null) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "profile_version is missing: promote puts a stored version in force",
                    "Name the version; the task's description lists them.");
        }
        Stored stored = profile(handle, tenant, command.task(), command.profileVersion())
                .orElseThrow(() -> profileNotFound(tenant, command));
        Adaptation adaptation =
                adaptations.require(handle, tenant, stored.profile().adaptation());
        if (stored.state().equals("in_force")) {
            if (ramps.rollBack(handle, tenant, command, stored.profile())) {
                adaptations.apply(handle, adaptation, promotedAgain(stored.profile()));
                return Outcome.APPLIED;
            }
            adaptations.apply(
                    handle,
                    adaptation,
                    AdaptationChange.ignored(new Failure(
                            Failure.Kind.USER,
                            "ALREADY_IN_FORCE",
                            "profile version " + command.profileVersion() + " of task " + command.task()
                                    + " is in force already",
                            "Nothing needs to be done.")));
            return Outcome.IGNORED;
        }
        ramps.lockRamped(handle, tenant, command.task());
        lockTask(handle, tenant, command.task());
        ramps.endPromoted(handle, tenant, command.task(), command.profileVersion());
        SteeringProfile promoted = stored.profile()
                .as(nextVersion(handle, tenant, command.task()), SteeringProfile.State.IN_FORCE, clock.instant());
        putInForce(handle, tenant, promoted, stored.report());
        // As it is now: a ramp that this ended may have been of the same adaptation.
        adaptations.apply(handle, adaptations.require(handle, tenant, promoted.adaptation()), promotedAgain(promoted));
        deletion.audit(handle, tenant, "promote", command.task(), command);
        return Outcome.APPLIED;
    }

    private static AdaptationChange promotedAgain(SteeringProfile profile) {
        return AdaptationChange.promoted(
                profile.version(), profile.strength(), profile.strengthLow(), profile.strengthHigh());
    }

    Outcome ramp(Handle handle, String tenant, AdaptationCommand command) {
        requireTask(handle, tenant, command.task());
        return ramps.ramp(handle, tenant, command);
    }

    Outcome retire(Handle handle, String tenant, AdaptationCommand command) {
        requireTask(handle, tenant, command.task());
        Optional<Stored> found = inForce(handle, tenant, command.task());
        if (found.isEmpty()) return Outcome.IGNORED;
        SteeringProfile before = found.get().profile();
        adaptations.require(handle, tenant, before.adaptation());
        ramps.lockRamped(handle, tenant, command.task());
        leaveForce(handle, tenant, command.task(), "retired");
        ramps.endBeside(handle, tenant, command.task(), "retired", "the task's profile was retired");
        handle.createUpdate("update task set profile_version = null, state = 'retired'"
                        + " where tenant = :tenant and task = :task")
                .bind("tenant", tenant)
                .bind("task", command.task())
                .execute();
        outbox.append(
                handle,
                tenant,
                Topic.STEERING_PROFILES,
                tenant + "/" + command.task(),
                before.as(before.version(), SteeringProfile.State.RETIRED, clock.instant()));
        adaptations.apply(
                handle,
                adaptations.require(handle, tenant, before.adaptation()),
                AdaptationChange.retired(before.version()));
        deletion.audit(handle, tenant, "retire", command.task(), command);
        return Outcome.APPLIED;
    }

    Outcome delete(Handle handle, String tenant, AdaptationCommand command) {
        requireTask(handle, tenant, command.task());
        deletion.delete(handle, tenant, command);
        return Outcome.APPLIED;
    }

    private static void leaveForce(Handle handle, String tenant, String task, String state) {
        handle.createUpdate("update steering_profile set state = :state"
                        + " where tenant = :tenant and task = :task and state = 'in_force'")
                .bind("state", state)
                .bind("tenant", tenant)
                .bind("task", task)
                .execute();
    }

    static Optional<Stored> profile(Handle handle, String tenant, String task, long version) {
        return handle.createQuery("select profile::text profile, state, report::text report from steering_profile"
                        + " where tenant = :tenant and task = :task and version = :version")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("version", version)
                .map((row, context) -> new Stored(
                        Json.read(SteeringProfile.class, row.getString("profile")),
                        row.getString("state"),
                        row.getString("report")))
                .findOne();
    }

    static Optional<Stored> inForce(Handle handle, String tenant, String task) {
        return handle.createQuery("select version from steering_profile"
                        + " where tenant = :tenant and task = :task and state = 'in_force'")
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(Long.class)
                .findOne()
                .flatMap(version -> profile(handle, tenant, task, version));
    }

    private static void requireTask(Handle handle, String tenant, String task) {
        boolean known = handle.createQuery(
                        "select exists (select from task where tenant = :tenant and task = :task and state <> 'deleted')")
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(Boolean.class)
                .one();
        if (!known) throw taskNotFound(tenant, task);
    }

    static SteerStreamException profileNotFound(String tenant, AdaptationCommand command) {
        return SteerStreamException.user(
                "PROFILE_NOT_FOUND",
                "task " + command.task() + " of tenant " + tenant + " has no profile version "
                        + command.profileVersion(),
                "The task's description lists its versions.");
    }

    /** Before the ramp's row and the profiles', in every transaction that changes what requests take. */
    static void lockTask(Handle handle, String tenant, String task) {
        handle.createQuery("select true from task where tenant = :tenant and task = :task for no key update")
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(Boolean.class)
                .findOne();
    }

    private static SteerStreamException taskNotFound(String tenant, String task) {
        return SteerStreamException.user(
                "TASK_NOT_FOUND",
                "tenant " + tenant + " has no task " + task,
                "A task begins with its first adaptation; the list of tasks has the names.");
    }
}
