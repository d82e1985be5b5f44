package dev.steerstream.gateway.evaluations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.adaptations.AcceptedStarts;
import dev.steerstream.gateway.adaptations.AcceptedStarts.Kind;
import dev.steerstream.gateway.adaptations.AdaptationQueries;
import dev.steerstream.gateway.datasets.SealedDatasets;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.evaluations.EvaluationViews.Start;
import dev.steerstream.gateway.http.Patience;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Sends commands to the extractor. The gateway stores what it accepted: the evaluation appears when the extractor has taken the command. */
@Singleton
public class EvaluationCommands {
    private final Database database;
    private final Outbox outbox;
    private final SealedDatasets datasets;
    private final AdaptationQueries tasks;
    private final EvaluationQueries queries;
    private final AcceptedStarts accepted;
    private final Patience patience;

    public EvaluationCommands(
            Database database,
            Outbox outbox,
            SealedDatasets datasets,
            AdaptationQueries tasks,
            EvaluationQueries queries,
            AcceptedStarts accepted,
            GatewayConfiguration configuration) {
        this.database = database;
        this.outbox = outbox;
        this.datasets = datasets;
        this.tasks = tasks;
        this.queries = queries;
        this.accepted = accepted;
        this.patience = new Patience(configuration.gateway().adaptationWait());
    }

    /**
     * Asks the extractor to start, and waits a moment for it. The same id with the same content has no second effect.
     *
     * @throws ProblemException 404 where task, version or dataset is not there, 409 where there is nothing to judge, or the id has other content
     */
    public Evaluation start(Tenant tenant, String task, Start start, Map<String, String> traceHeaders) {
        String id = start.evaluation() == null ? UUID.randomUUID().toString() : start.evaluation();
        EvaluationCommand command = new EvaluationCommand(
                EvaluationCommand.Action.START,
                task,
                id,
                start.profileVersion(),
                start.dataset(),
                start.submission(),
                start.settings(),
                null);
        String hash = ContentHash.of(command);
        requireProfile(tenant, task, start.profileVersion());
        Optional<String> known =
                queries.contentHash(tenant, id).or(() -> accepted.contentHash(tenant, Kind.EVALUATION, id));
        if (known.isPresent()) {
            AcceptedStarts.requireSameContent(Kind.EVALUATION, id, known.get(), hash);
            return await(tenant, task, id);
        }
        if (start.dataset() != null) datasets.require(tenant, start.dataset(), start.submission());
        database.useTransaction(handle -> {
            boolean first =
                    accepted.add(handle, tenant, Kind.EVALUATION, id, task, start.dataset(), start.submission(), hash);
            if (first) send(handle, tenant, command, traceHeaders);
        });
        return await(tenant, task, id);
    }

    /**
     * Asks the extractor to cancel; an evaluation that has ended stays as it is.
     *
     * @throws ProblemException 404 {@code UNKNOWN_EVALUATION}
     */
    public Evaluation cancel(
            Tenant tenant, String task, String evaluation, String reason, Map<String, String> traceHeaders) {
        Evaluation found = require(tenant, task, evaluation);
        if (found.ended()) return found;
        EvaluationCommand command = new EvaluationCommand(
                EvaluationCommand.Action.CANCEL, task, evaluation, null, null, null, null, reason);
        database.useTransaction(handle -> send(handle, tenant, command, traceHeaders));
        return found;
    }

    /**
     * What the extractor has stored, or was asked for and has not stored yet.
     *
     * @throws ProblemException 404 {@code UNKNOWN_EVALUATION}
     */
    public Evaluation require(Tenant tenant, String task, String evaluation) {
        return queries.evaluation(tenant, task, evaluation)
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_EVALUATION",
                        "evaluation " + Rules.shown(evaluation) + " of task " + Rules.shown(task)
                                + " is not known in tenant " + tenant.name(),
                        "Check the id; GET /v1/tasks/" + task + "/evaluations lists those that there are."));
    }

    /** @throws ProblemException 404 {@code UNKNOWN_TASK} or {@code UNKNOWN_PROFILE}, 409 {@code NO_PROFILE} */
    private void requireProfile(Tenant tenant, String task, Long version) {
        var found = tasks.task(tenant, task).orElseThrow(() -> unknownTask(tenant, task));
        if (version == null && found.profileVersion() == null) {
            throw ProblemException.conflict(
                    "NO_PROFILE",
                    "task " + Rules.shown(task) + " of tenant " + tenant.name()
                            + " has no profile in force: there is nothing to judge",
                    "Adapt it with POST /v1/tasks/" + task + "/adaptations, or name a profile_version.");
        }
        if (version != null && tasks.profile(tenant, task, version).isEmpty()) {
            throw ProblemException.notFound(
                    "UNKNOWN_PROFILE",
                    "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no profile version " + version,
                    "GET /v1/tasks/" + task + " shows the version in force.");
        }
    }

    static ProblemException unknownTask(Tenant tenant, String task) {
        return ProblemException.notFound(
                "UNKNOWN_TASK",
                "task " + Rules.shown(task) + " is not known in tenant " + tenant.name(),
                "GET /v1/tasks lists those that there are; a task begins with its first adaptation.");
    }

    private void send(Handle handle, Tenant tenant, EvaluationCommand command, Map<String, String> traceHeaders) {
        outbox.append(
                handle, tenant.name(), Topic.EVALUATION_COMMANDS, tenant.key(command.task()), command, traceHeaders);
    }

    private Evaluation await(Tenant tenant, String task, String evaluation) {
        return patience.until(() -> queries.evaluation(tenant, task, evaluation).filter(Evaluation::stored))
                .orElseGet(() -> require(tenant, task, evaluation));
    }
}
