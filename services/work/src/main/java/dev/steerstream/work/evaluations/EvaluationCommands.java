package dev.steerstream.work.evaluations;

import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.adaptations.ResourceIds;
import dev.steerstream.work.adaptations.Unchanged;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobStore;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Applies commands, each in one transaction: the evaluation, its job and the events. An evaluation's id is what makes a command once: the same again
 * changes nothing, and is told by an {@code ignored} event where it says something else. Safe from any thread.
 */
public final class EvaluationCommands {
    private static final String KIND = "evaluation";

    private final Database database;
    private final EvaluationStore evaluations;
    private final JobStore jobs;
    private final SealedSubmissions submissions;

    public EvaluationCommands(
            Database database, EvaluationStore evaluations, JobStore jobs, SealedSubmissions submissions) {
        this.database = database;
        this.evaluations = evaluations;
        this.jobs = jobs;
        this.submissions = submissions;
    }

    /** A version of a task's profile, and the rows that its adaptation was made with. */
    private record Judged(String adaptation, long profileVersion, String dataset, String submission) {}

    /**
     * Applies the command of a tenant.
     *
     * @throws SteerStreamException user, where nothing can be stored under the ids that the command has: {@code INVALID_ID}, {@code
     *     TASK_NOT_FOUND}; the caller dead-letters it
     */
    public Outcome apply(String tenant, EvaluationCommand command) {
        return apply(tenant, command, Map.of());
    }

    /** As above; what the command starts hangs under the span of {@code trace}. */
    public Outcome apply(String tenant, EvaluationCommand command, Map<String, String> trace) {
        ResourceIds.requireTenant(tenant);
        ResourceIds.require("task", command.task());
        ResourceIds.require("evaluation", command.evaluation());
        return database.inTransaction(handle -> {
            requireTask(handle, tenant, command.task());
            Optional<Evaluation> present = evaluations.lock(handle, tenant, command.evaluation());
            return switch (command.action()) {
                case START -> start(handle, tenant, command, present, trace);
                case CANCEL -> cancel(handle, tenant, command, present);
            };
        });
    }

    private Outcome start(
            Handle handle,
            String tenant,
            EvaluationCommand command,
            Optional<Evaluation> present,
            Map<String, String> trace) {
        String hash = ContentHash.of(command);
        if (present.isPresent()) return startAgain(handle, present.get(), hash);
        try {
            Evaluation queued = queued(handle, tenant, command, hash);
            evaluations.insert(handle, queued, EvaluationEvent.Type.QUEUED, null);
            jobs.enqueueEvaluation(handle, tenant, queued.adaptation(), queued.evaluation(), trace);
            return Outcome.APPLIED;
        } catch (SteerStreamException refused) {
            if (refused.failure().kind() != Failure.Kind.USER) throw refused;
            // The id was accepted, so it gets its one visible end.
            evaluations.insert(
                    handle,
                    Evaluation.ended(tenant, command.evaluation(), command.task(), hash, EvaluationState.FAILED),
                    EvaluationEvent.Type.FAILED,
                    refused.failure());
            return Outcome.REFUSED;
        }
    }

    private Evaluation queued(Handle handle, String tenant, EvaluationCommand command, String hash) {
        Judged judged = judged(handle, tenant, command);
        boolean own = command.dataset() == null;
        EvaluationConfiguration settings = EvaluationSettings.complete(
                command.settings(), own || command.dataset().equals(judged.dataset()));
        SealedSubmission sealed = submissions.require(
                handle,
                tenant,
                own ? judged.dataset() : command.dataset(),
                own && command.submission() == null ? judged.submission() : command.submission());
        return new Evaluation(
                tenant,
                command.evaluation(),
                command.task(),
                judged.adaptation(),
                judged.profileVersion(),
                sealed.dataset(),
                sealed.submission(),
                hash,
                EvaluationState.QUEUED,
                1,
                settings,
                null,
                null,
                null);
    }

    private Outcome startAgain(Handle handle, Evaluation present, String hash) {
        if (hash.equals(present.contentHash())) return Outcome.REPEATED;
        boolean cancelledBefore = present.contentHash() == null;
        return ignored(handle, present, Unchanged.startedBefore(KIND, present.evaluation(), cancelledBefore));
    }

    private Outcome cancel(Handle handle, String tenant, EvaluationCommand command, Optional<Evaluation> found) {
        if (found.isEmpty()) {
            // A start that comes later finds it ended.
            evaluations.insert(
                    handle,
                    Evaluation.ended(tenant, command.evaluation(), command.task(), null, EvaluationState.CANCELLED),
                    EvaluationEvent.Type.CANCELLED,
                    null);
            return Outcome.APPLIED;
        }
        Evaluation present = found.get();
        if (!present.task().equals(command.task())) {
            return ignored(
                    handle,
                    present,
                    Unchanged.ofAnotherTask(KIND, present.evaluation(), present.task(), command.task()));
        }
        EvaluationState state = present.state();
        if (state.terminal() || state == EvaluationState.CANCELLING) {
            return ignored(
                    handle, present, Unchanged.endingAlready(KIND, present.evaluation(), state.id(), state.terminal()));
        }
        boolean asked = jobs.requestCancelEvaluation(handle, tenant, present.evaluation()) == JobStore.Cancelling.ASKED;
        evaluations.apply(handle, present, asked ? EvaluationChange.cancelling() : EvaluationChange.cancelled());
        return Outcome.APPLIED;
    }

    private Outcome ignored(Handle handle, Evaluation present, Unchanged unchanged) {
        evaluations.apply(handle, present, EvaluationChange.ignored(unchanged.reason()));
        return unchanged.outcome();
    }

    private static Judged judged(Handle handle, String tenant, EvaluationCommand command) {
        return handle.createQuery("select p.adaptation, p.version, a.dataset, a.submission from steering_profile p"
                        + " join adaptation a on a.tenant = p.tenant and a.adaptation = p.adaptation"
                        + " where p.tenant = :tenant and p.task = :task and (p.version = :version"
                        + " or cast(:version as bigint) is null and p.state = 'in_force')")
                .bind("tenant", tenant)
                .bind("task", command.task())
                .bind("version", command.profileVersion())
                .map((row, context) -> new Judged(
                        row.getString("adaptation"),
                        row.getLong("version"),
                        row.getString("dataset"),
                        row.getString("submission")))
                .findOne()
                .orElseThrow(() -> noProfile(tenant, command.task(), command.profileVersion()));
    }

    /** What a door says, too, where there is nothing to judge. */
    public static SteerStreamException noProfile(String tenant, String task, Long version) {
        return SteerStreamException.user(
                "PROFILE_NOT_FOUND",
                "task " + task + " of tenant " + tenant
                        + (version == null ? " has no profile in force" : " has no profile version " + version),
                "Adapt the task first, or name one of its versions.");
    }

    /** Shares the task's row until the transaction ends, so that no evaluation begins beside its task's deletion. */
    private static void requireTask(Handle handle, String tenant, String task) {
        boolean there = handle.createQuery("select true from task where tenant = :tenant and task = :task"
                        + " and state <> 'deleted' for share")
                .bind("tenant", tenant)
                .bind("task", task)
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
        if (there) return;
        throw SteerStreamException.user(
                "TASK_NOT_FOUND",
                "tenant " + tenant + " has no task " + task,
                "A task begins with its first adaptation; the list of tasks has the names.");
    }
}
