package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Applies commands, each once, in one transaction: the command's row, the aggregate, its job and the events. The same id with the same content has
 * no second effect; a command that changes nothing is told by an {@code ignored} event where there is an adaptation to tell it of. Safe from any
 * thread.
 */
public final class AdaptationCommands {
    private static final Set<AdaptationCommand.Action> NAMES_AN_ADAPTATION = EnumSet.of(
            AdaptationCommand.Action.START, AdaptationCommand.Action.CANCEL, AdaptationCommand.Action.IMPORT);

    private static final String KIND = "adaptation";

    private final Database database;
    private final AdaptationStore adaptations;
    private final JobStore jobs;
    private final SealedSubmissions submissions;
    private final TaskProfiles profiles;
    private final ImportedProfiles imports;

    public AdaptationCommands(
            Database database,
            AdaptationStore adaptations,
            JobStore jobs,
            SealedSubmissions submissions,
            TaskProfiles profiles,
            ImportedProfiles imports) {
        this.database = database;
        this.adaptations = adaptations;
        this.jobs = jobs;
        this.submissions = submissions;
        this.profiles = profiles;
        this.imports = imports;
    }

    /** What became of a command. */
    public enum Outcome {
        APPLIED,
        /** It changed nothing: what it asks for is so already, or has ended. */
        IGNORED,
        /** It cannot be done; the adaptation's failure or its {@code ignored} event says why. */
        REFUSED,
        /** The same id and content came before. */
        REPEATED
    }

    /**
     * Applies the command of a tenant.
     *
     * @throws SteerStreamException user, where nothing can be stored under the ids that the command has: {@code INVALID_ID}, {@code
     *     COMMAND_CONFLICT} (its id came before with other content), {@code TASK_NOT_FOUND}, {@code PROFILE_NOT_FOUND}; the caller dead-letters it
     */
    public Outcome apply(String tenant, AdaptationCommand command) {
        return apply(tenant, command, Map.of());
    }

    /** As above; what the command starts hangs under the span of {@code trace}. */
    public Outcome apply(String tenant, AdaptationCommand command, Map<String, String> trace) {
        ResourceIds.requireTenant(tenant);
        ResourceIds.require("id", command.id());
        ResourceIds.require("task", command.task());
        if (NAMES_AN_ADAPTATION.contains(command.action())) {
            ResourceIds.require("adaptation", command.adaptation());
        }
        String hash = ContentHash.of(command);
        try {
            return database.inTransaction(handle -> applyOnce(handle, tenant, command, hash, trace));
        } catch (SteerStreamException refused) {
            if (refused.failure().kind() == Failure.Kind.USER) recordRefusal(tenant, command, hash);
            throw refused;
        }
    }

    private Outcome applyOnce(
            Handle handle, String tenant, AdaptationCommand command, String hash, Map<String, String> trace) {
        Optional<String> earlier = CommandLog.contentHash(handle, tenant, command.id());
        if (earlier.isPresent()) {
            if (earlier.get().equals(hash)) return Outcome.REPEATED;
            throw SteerStreamException.user(
                    "COMMAND_CONFLICT",
                    "command " + command.id() + " of tenant " + tenant + " came before with other content",
                    "Give every new command a new id.");
        }
        Outcome outcome =
                switch (command.action()) {
                    case START ->
                        start(handle, tenant, command, ContentHash.of(withId(command, command.adaptation())), trace);
                    case CANCEL -> cancel(handle, tenant, command);
                    case PROMOTE -> profiles.promote(handle, tenant, command);
                    case RAMP -> profiles.ramp(handle, tenant, command);
                    case RETIRE -> profiles.retire(handle, tenant, command);
                    case DELETE -> profiles.delete(handle, tenant, command);
                    case IMPORT -> importProfile(handle, tenant, command);
                };
        CommandLog.record(handle, tenant, command, hash, outcome);
        return outcome;
    }

    private Outcome start(
            Handle handle, String tenant, AdaptationCommand command, String hash, Map<String, String> trace) {
        insertTask(handle, tenant, command.task());
        Optional<Adaptation> present = adaptations.lock(handle, tenant, command.adaptation());
        if (present.isPresent()) return startAgain(handle, present.get(), hash);
        try {
            SealedSubmission sealed = submissions.require(handle, tenant, command.dataset(), command.submission());
            Adaptation queued = adaptation(
                    tenant,
                    command,
                    sealed.submission(),
                    hash,
                    AdaptationState.QUEUED,
                    AdaptationSettings.complete(command.warmStart()),
                    AdaptationSettings.complete(command.calibration()));
            adaptations.insert(handle, queued, AdaptationEvent.Type.QUEUED, null);
            jobs.enqueue(handle, tenant, JobKind.WARM_START, command.adaptation(), trace);
            activateTask(handle, tenant, command.task());
            return Outcome.APPLIED;
        } catch (SteerStreamException refused) {
            if (refused.failure().kind() != Failure.Kind.USER) throw refused;
            // The id was accepted, so it gets its one visible end.
            Adaptation failed = adaptation(tenant, command, null, hash, AdaptationState.FAILED, null, null);
            adaptations.insert(handle, failed, AdaptationEvent.Type.FAILED, refused.failure());
            return Outcome.REFUSED;
        }
    }

    private Outcome importProfile(Handle handle, String tenant, AdaptationCommand command) {
        insertTask(handle, tenant, command.task());
        return imports.put(handle, tenant, command, ContentHash.of(withId(command, command.adaptation())));
    }

    private Outcome startAgain(Handle handle, Adaptation present, String hash) {
        if (hash.equals(present.contentHash())) return Outcome.IGNORED;
        boolean cancelledBefore = present.contentHash() == null;
        return ignored(handle, present, Unchanged.startedBefore(KIND, present.adaptation(), cancelledBefore));
    }

    private Outcome cancel(Handle handle, String tenant, AdaptationCommand command) {
        Optional<Adaptation> found = adaptations.lock(handle, tenant, command.adaptation());
        if (found.isEmpty()) {
            // A start that comes later finds it ended.
            insertTask(handle, tenant, command.task());
            Adaptation cancelled = adaptation(tenant, command, null, null, AdaptationState.CANCELLED, null, null);
            adaptations.insert(handle, cancelled, AdaptationEvent.Type.CANCELLED, null);
            return Outcome.APPLIED;
        }
        Adaptation present = found.get();
        if (!present.task().equals(command.task())) {
            return ignored(
                    handle,
                    present,
                    Unchanged.ofAnotherTask(KIND, present.adaptation(), present.task(), command.task()));
        }
        AdaptationState state = present.state();
        if (state.terminal() || state == AdaptationState.CANCELLING) {
            return ignored(
                    handle, present, Unchanged.endingAlready(KIND, present.adaptation(), state.id(), state.terminal()));
        }
        boolean asked = jobs.requestCancel(handle, tenant, present.adaptation()) == JobStore.Cancelling.ASKED;
        adaptations.apply(handle, present, asked ? AdaptationChange.cancelling() : AdaptationChange.cancelled());
        return Outcome.APPLIED;
    }

    private Outcome ignored(Handle handle, Adaptation present, Unchanged unchanged) {
        adaptations.apply(handle, present, AdaptationChange.ignored(unchanged.reason()));
        return unchanged.outcome();
    }

    private static Adaptation adaptation(
            String tenant,
            AdaptationCommand command,
            String submission,
            String hash,
            AdaptationState state,
            WarmStartConfiguration warmStart,
            CalibrationConfiguration calibration) {
        // Of a refused or cancelled one the dataset is kept only where the database can hold the name.
        boolean named = state == AdaptationState.QUEUED;
        return new Adaptation(
                tenant,
                command.adaptation(),
                command.task(),
                named ? command.dataset() : null,
                submission,
                hash,
                state,
                1,
                warmStart,
                calibration,
                null,
                null);
    }

    /** Two commands that start the same adaptation in the same words are one start, whatever their own ids. */
    private static AdaptationCommand withId(AdaptationCommand command, String id) {
        return new AdaptationCommand(
                id,
                command.action(),
                command.task(),
                command.adaptation(),
                command.dataset(),
                command.submission(),
                command.warmStart(),
                command.calibration(),
                command.profileVersion(),
                command.reason(),
                command.artefact(),
                command.share());
    }

    private static void insertTask(Handle handle, String tenant, String task) {
        handle.createUpdate("insert into task (tenant, task) values (:tenant, :task) on conflict do nothing")
                .bind("tenant", tenant)
                .bind("task", task)
                .execute();
    }

    /** A retired or deleted task that is adapted again is active again; a start that adapts nothing leaves it as it is. */
    private static void activateTask(Handle handle, String tenant, String task) {
        handle.createUpdate("update task set state = 'active'"
                        + " where tenant = :tenant and task = :task and state <> 'active'")
                .bind("tenant", tenant)
                .bind("task", task)
                .execute();
    }

    private void recordRefusal(String tenant, AdaptationCommand command, String hash) {
        database.useTransaction(handle -> CommandLog.record(handle, tenant, command, hash, Outcome.REFUSED));
    }
}
