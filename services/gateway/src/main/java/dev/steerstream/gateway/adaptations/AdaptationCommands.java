package dev.steerstream.gateway.adaptations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.adaptations.AcceptedStarts.Kind;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.adaptations.AdaptationViews.Start;
import dev.steerstream.gateway.datasets.SealedDatasets;
import dev.steerstream.gateway.http.Patience;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Sends commands to the trainer. The gateway stores what it accepted: the adaptation appears when the trainer has taken the command. */
@Singleton
public class AdaptationCommands {
    private final Database database;
    private final Outbox outbox;
    private final SealedDatasets datasets;
    private final AdaptationQueries queries;
    private final AcceptedStarts accepted;
    private final ArtefactStore artefacts;
    private final Patience patience;

    public AdaptationCommands(
            Database database,
            Outbox outbox,
            SealedDatasets datasets,
            AdaptationQueries queries,
            AcceptedStarts accepted,
            ArtefactStore artefacts,
            GatewayConfiguration configuration) {
        this.database = database;
        this.outbox = outbox;
        this.datasets = datasets;
        this.queries = queries;
        this.accepted = accepted;
        this.artefacts = artefacts;
        this.patience = new Patience(configuration.gateway().adaptationWait());
    }

    /**
     * Asks the trainer to start, and waits a moment for it. The same id with the same content has no second effect.
     *
     * @throws ProblemException 404 or 409 where the dataset is not there to be read, 409 where the id has other content
     */
    public Adaptation start(Tenant tenant, String task, Start start, Map<String, String> traceHeaders) {
        String id = start.adaptation() == null ? UUID.randomUUID().toString() : start.adaptation();
        AdaptationCommand command = command(task, id, start);
        if (!known(tenant, command)) {
            datasets.require(tenant, start.dataset(), start.submission());
            database.useTransaction(handle -> accept(handle, tenant, command, traceHeaders));
        }
        return await(tenant, id);
    }

    /** As above in the caller's transaction, which has looked at the dataset, and without waiting. */
    public void start(Handle handle, Tenant tenant, String task, Start start, Map<String, String> traceHeaders) {
        accept(handle, tenant, command(task, start.adaptation(), start), traceHeaders);
    }

    /** The command's id is the adaptation's, so that a repeated start is a repeated command. */
    private static AdaptationCommand command(String task, String id, Start start) {
        return new AdaptationCommand(
                id,
                AdaptationCommand.Action.START,
                task,
                id,
                start.dataset(),
                start.submission(),
                start.warmStart(),
                start.calibration(),
                null,
                null);
    }

    /**
     * Stores an exported profile and asks the trainer to put it in force, both in one transaction; waits a moment for it. The same command again
     * has no second effect.
     *
     * @param content what the command's artefact names
     * @throws ProblemException 409 where the id has other content
     */
    public Adaptation importProfile(
            Tenant tenant, AdaptationCommand command, byte[] content, Map<String, String> traceHeaders) {
        if (!known(tenant, command)) {
            database.useTransaction(handle -> {
                artefacts.put(handle, tenant.name(), ArtefactKind.ADAPTER, content);
                accept(handle, tenant, command, traceHeaders);
            });
        }
        return await(tenant, command.adaptation());
    }

    private boolean known(Tenant tenant, AdaptationCommand command) {
        String id = command.adaptation();
        Optional<String> known =
                queries.contentHash(tenant, id).or(() -> accepted.contentHash(tenant, Kind.ADAPTATION, id));
        known.ifPresent(hash -> AcceptedStarts.requireSameContent(Kind.ADAPTATION, id, hash, ContentHash.of(command)));
        return known.isPresent();
    }

    /** Another gateway may have accepted the same a moment ago; then there is one message all the same. */
    private void accept(Handle handle, Tenant tenant, AdaptationCommand command, Map<String, String> traceHeaders) {
        boolean first = accepted.add(
                handle,
                tenant,
                Kind.ADAPTATION,
                command.adaptation(),
                command.task(),
                command.dataset(),
                command.submission(),
                ContentHash.of(command));
        if (first) send(handle, tenant, command, traceHeaders);
    }

    /**
     * Asks the trainer to cancel; an adaptation that has ended stays as it is.
     *
     * @throws ProblemException 404 {@code UNKNOWN_ADAPTATION}
     */
    public Adaptation cancel(Tenant tenant, String adaptation, String reason, Map<String, String> traceHeaders) {
        Adaptation found = find(tenant, adaptation).orElseThrow(() -> unknown(tenant, adaptation));
        if (found.ended()) return found;
        database.useTransaction(handle -> cancel(handle, tenant, found.task(), adaptation, reason, traceHeaders));
        return found;
    }

    /** As above in the caller's transaction, however the adaptation stands; one that is not there yet will not begin. */
    public void cancel(
            Handle handle,
            Tenant tenant,
            String task,
            String adaptation,
            String reason,
            Map<String, String> traceHeaders) {
        AdaptationCommand command = new AdaptationCommand(
                UUID.randomUUID().toString(),
                AdaptationCommand.Action.CANCEL,
                task,
                adaptation,
                null,
                null,
                null,
                null,
                null,
                reason);
        send(handle, tenant, command, traceHeaders);
    }

    /**
     * Starts once more what an adaptation that has ended without a profile was started with.
     *
     * @throws ProblemException 409 {@code NOT_TO_RETRY} where it has not failed, or nothing says what it was started with
     */
    public Adaptation retry(Tenant tenant, Adaptation failed, Map<String, String> traceHeaders) {
        boolean unsuccessful = failed.ended() && !failed.state().equals("succeeded");
        if (!unsuccessful || failed.dataset() == null || failed.warmStart() == null) {
            throw ProblemException.conflict(
                    "NOT_TO_RETRY",
                    "adaptation " + Rules.shown(failed.adaptation()) + " is " + failed.state()
                            + (unsuccessful ? " and was refused before its settings were stored" : ""),
                    failed.ended()
                            ? "Start another one with POST /v1/tasks/" + failed.task() + "/adaptations."
                            : "Wait for its end.");
        }
        Start start = new Start(
                null,
                failed.dataset(),
                failed.submission(),
                stored(WarmStartConfiguration.class, failed.warmStart()),
                stored(CalibrationConfiguration.class, failed.calibration()));
        return start(tenant, failed.task(), start, traceHeaders);
    }

    private static <T> T stored(Class<T> type, JsonNode settings) {
        return Json.read(type, settings.toString());
    }

    /** What the trainer has stored, or was asked for and has not stored yet. */
    public Optional<Adaptation> find(Tenant tenant, String adaptation) {
        return queries.adaptation(tenant, adaptation);
    }

    static ProblemException unknown(Tenant tenant, String adaptation) {
        return ProblemException.notFound(
                "UNKNOWN_ADAPTATION",
                "adaptation " + Rules.shown(adaptation) + " is not known in tenant " + tenant.name(),
                "Check the id; GET /v1/adaptations lists those that there are.");
    }

    private void send(Handle handle, Tenant tenant, AdaptationCommand command, Map<String, String> traceHeaders) {
        outbox.append(
                handle, tenant.name(), Topic.ADAPTATION_COMMANDS, tenant.key(command.task()), command, traceHeaders);
    }

    private Adaptation await(Tenant tenant, String adaptation) {
        return patience.until(() -> queries.adaptation(tenant, adaptation).filter(Adaptation::stored))
                .orElseGet(() -> find(tenant, adaptation).orElseThrow());
    }
}
