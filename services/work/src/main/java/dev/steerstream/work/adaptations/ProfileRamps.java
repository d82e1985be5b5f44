package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.ProfileRamp;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.adaptations.TaskProfiles.Stored;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A version of a task's profile that a share of its requests takes beside the one in force, each method within the caller's transaction. At most one
 * runs per task; whatever puts a profile in force, or takes the last one out of it, ends it. Safe from any thread.
 */
final class ProfileRamps {
    private final AdaptationStore adaptations;
    private final Outbox outbox;
    private final TaskDeletion audit;
    private final Clock clock;

    ProfileRamps(AdaptationStore adaptations, Outbox outbox, TaskDeletion audit, Clock clock) {
        this.adaptations = adaptations;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    private record Running(String salt, long version, double share, Instant since) {}

    /** Begins a ramp, changes its share, or ends it where the command's share is 0. */
    Outcome ramp(Handle handle, String tenant, AdaptationCommand command) {
        double share = share(command);
        Optional<Running> before = running(handle, tenant, command.task());
        if (share == 0 && before.isEmpty()) return Outcome.IGNORED;
        long version = share == 0 ? before.orElseThrow().version() : version(command);
        SteeringProfile ramped = TaskProfiles.profile(handle, tenant, command.task(), version)
                .map(Stored::profile)
                .orElseThrow(() -> TaskProfiles.profileNotFound(tenant, command));
        Adaptation adaptation = adaptations.require(handle, tenant, ramped.adaptation());
        lockRamped(handle, tenant, command.task());
        TaskProfiles.lockTask(handle, tenant, command.task());
        requireUnchanged(handle, tenant, command.task(), before);
        SteeringProfile inForce = inForce(handle, tenant, command.task());
        if (share == 0) return stop(handle, tenant, command, adaptation, inForce, version);

        Optional<Failure> obstacle = obstacle(command, inForce, ramped, before);
        if (obstacle.isPresent()) {
            adaptations.apply(handle, adaptation, AdaptationChange.ignored(obstacle.get()));
            return Outcome.IGNORED;
        }
        ProfileRamp now = run(handle, tenant, command, inForce, ramped, before);
        announce(handle, tenant, inForce.with(now));
        // As it is now: a ramp that this one ended may have been of the same adaptation.
        adaptations.apply(
                handle,
                adaptations.require(handle, tenant, ramped.adaptation()),
                AdaptationChange.ramped(version, share));
        audit.audit(handle, tenant, "ramp", command.task(), command);
        return Outcome.APPLIED;
    }

    /** Ends the ramp beside this profile in force; false where none runs. */
    boolean rollBack(Handle handle, String tenant, AdaptationCommand command, SteeringProfile inForce) {
        TaskProfiles.lockTask(handle, tenant, command.task());
        if (!end(handle, tenant, command.task(), "stopped")) return false;
        announce(handle, tenant, inForce.as(inForce.version(), SteeringProfile.State.IN_FORCE, inForce.at()));
        audit.audit(handle, tenant, "promote", command.task(), command);
        return true;
    }

    /** Ends the ramp of this very version as promoted; the caller then puts it in force. */
    void endPromoted(Handle handle, String tenant, String task, long version) {
        if (running(handle, tenant, task)
                .filter(ramp -> ramp.version() == version)
                .isPresent()) {
            end(handle, tenant, task, "promoted");
        }
    }

    /**
     * Locks the adaptation of the ramped version, where one runs: what ends a ramp tells it there, and adaptations are locked before their task.
     */
    void lockRamped(Handle handle, String tenant, String task) {
        running(handle, tenant, task)
                .flatMap(ramp -> TaskProfiles.profile(handle, tenant, task, ramp.version()))
                .ifPresent(ramped ->
                        adaptations.require(handle, tenant, ramped.profile().adaptation()));
    }

    /**
     * Ends the task's ramp where one runs, and tells that it ended by itself. The caller tells the profile in force on {@code steering-profiles}.
     *
     * @param why what happened to the task instead, to stand before "which ended the ramp"
     */
    void endBeside(Handle handle, String tenant, String task, String state, String why) {
        Optional<Running> before = running(handle, tenant, task);
        if (before.isEmpty() || !end(handle, tenant, task, state)) return;
        long version = before.get().version();
        SteeringProfile ramped = TaskProfiles.profile(handle, tenant, task, version)
                .map(Stored::profile)
                .orElseThrow();
        adaptations.apply(
                handle,
                adaptations.require(handle, tenant, ramped.adaptation()),
                AdaptationChange.rampEnded(
                        version,
                        new Failure(
                                Failure.Kind.USER,
                                "RAMP_" + state.toUpperCase(Locale.ROOT),
                                why + ", which ended the ramp of version " + version + " at share "
                                        + before.get().share(),
                                "Ramp version " + version + " again where it is still to be tried.")));
    }

    /** Ends the task's ramp; whether there was one. The caller tells it on {@code steering-profiles}. */
    private boolean end(Handle handle, String tenant, String task, String state) {
        return handle.createUpdate("update profile_ramp set state = :state, ended_at = clock_timestamp()"
                                + " where tenant = :tenant and task = :task and state = 'running'")
                        .bind("state", state)
                        .bind("tenant", tenant)
                        .bind("task", task)
                        .execute()
                == 1;
    }

    private Outcome stop(
            Handle handle,
            String tenant,
            AdaptationCommand command,
            Adaptation adaptation,
            SteeringProfile inForce,
            long version) {
        end(handle, tenant, command.task(), "stopped");
        announce(handle, tenant, inForce);
        adaptations.apply(handle, adaptation, AdaptationChange.ramped(version, 0));
        audit.audit(handle, tenant, "ramp", command.task(), command);
        return Outcome.APPLIED;
    }

    /** The same version with another share is the same ramp; another version ends it and begins one. */
    private ProfileRamp run(
            Handle handle,
            String tenant,
            AdaptationCommand command,
            SteeringProfile inForce,
            SteeringProfile ramped,
            Optional<Running> before) {
        boolean same = before.filter(ramp -> ramp.version() == ramped.version()).isPresent();
        if (!same) {
            endBeside(
                    handle, tenant, command.task(), "superseded", "version " + ramped.version() + " is ramped instead");
        }
        String salt = same ? before.orElseThrow().salt() : command.id();
        Instant since = handle.createQuery("insert into profile_ramp (tenant, task, salt, version, beside, share)"
                        + " values (:tenant, :task, :salt, :version, :beside, :share) on conflict (tenant, task, salt)"
                        + " do update set share = :share, changed_at = clock_timestamp() returning started_at")
                .bind("tenant", tenant)
                .bind("task", command.task())
                .bind("salt", salt)
                .bind("version", ramped.version())
                .bind("beside", inForce.version())
                .bind("share", command.share())
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
        return new ProfileRamp(
                salt,
                command.share(),
                since,
                ramped.as(ramped.version(), SteeringProfile.State.RAMPED, clock.instant()));
    }

    private void announce(Handle handle, String tenant, SteeringProfile profile) {
        outbox.append(handle, tenant, Topic.STEERING_PROFILES, tenant + "/" + profile.task(), profile);
    }

    private static Optional<Failure> obstacle(
            AdaptationCommand command, SteeringProfile inForce, SteeringProfile ramped, Optional<Running> before) {
        String name = "profile version " + ramped.version() + " of task " + command.task();
        if (ramped.version() == inForce.version()) {
            return refused("ALREADY_IN_FORCE", name + " is in force: every request takes it", "Ramp another version.");
        }
        if (!Objects.equals(ramped.modelDigest(), inForce.modelDigest())
                || !Objects.equals(ramped.tokenizerDigest(), inForce.tokenizerDigest())) {
            return refused(
                    "PROFILE_MISMATCH",
                    name + " was made for base model " + ramped.model() + " with digest " + ramped.modelDigest()
                            + ", the one in force for " + inForce.model() + " with digest " + inForce.modelDigest(),
                    "Ramp versions of one base model: the decoders would refuse its share of requests.");
        }
        boolean same = before.filter(ramp -> ramp.version() == ramped.version() && ramp.share() == command.share())
                .isPresent();
        return same
                ? refused("ALREADY_RAMPED", name + " has the share " + command.share() + " already", "Nothing to do.")
                : Optional.empty();
    }

    private static Optional<Failure> refused(String code, String message, String advice) {
        return Optional.of(new Failure(Failure.Kind.USER, code, message, advice));
    }

    private static void requireUnchanged(Handle handle, String tenant, String task, Optional<Running> before) {
        if (running(handle, tenant, task).map(Running::version).equals(before.map(Running::version))) return;
        throw SteerStreamException.passing(
                "RAMP_CHANGED", "the ramp of task " + task + " changed meanwhile", "The command is tried again.");
    }

    private static SteeringProfile inForce(Handle handle, String tenant, String task) {
        return TaskProfiles.inForce(handle, tenant, task)
                .map(Stored::profile)
                .orElseThrow(() -> SteerStreamException.user(
                        "TASK_NOT_READY",
                        "task " + task + " of tenant " + tenant + " has no profile in force to ramp another beside",
                        "Promote a version first."));
    }

    private static Optional<Running> running(Handle handle, String tenant, String task) {
        return handle.createQuery("select salt, version, share, started_at from profile_ramp"
                        + " where tenant = :tenant and task = :task and state = 'running'")
                .bind("tenant", tenant)
                .bind("task", task)
                .map((row, context) -> new Running(
                        row.getString("salt"),
                        row.getLong("version"),
                        row.getDouble("share"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant()))
                .findOne();
    }

    private static double share(AdaptationCommand command) {
        if (command.share() != null && command.share() >= 0 && command.share() < 1) return command.share();
        throw SteerStreamException.user(
                "INVALID_SETTING",
                "share is " + (command.share() == null ? "missing" : command.share())
                        + ": a ramp has a share from 0, which ends it, to below 1",
                "Name a share such as 0.1; to give every request the version, promote it.");
    }

    private static long version(AdaptationCommand command) {
        if (command.profileVersion() != null) return command.profileVersion();
        throw SteerStreamException.user(
                "INVALID_SETTING",
                "profile_version is missing: a ramp gives a share of requests a stored version",
                "Name the version; the task's description lists them.");
    }
}
