package dev.steerstream.gateway.ramps;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.http.Patience;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.ramps.RampViews.Commanded;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Sends commands that say which version requests take, and waits a moment for the trainer to have applied them. */
@Singleton
public class ProfileCommands {
    private final Database database;
    private final Outbox outbox;
    private final RampQueries queries;
    private final Patience patience;
    private final Caller caller;

    public ProfileCommands(
            Database database, Outbox outbox, RampQueries queries, Caller caller, GatewayConfiguration configuration) {
        this.database = database;
        this.outbox = outbox;
        this.queries = queries;
        this.patience = new Patience(configuration.gateway().adaptationWait());
        this.caller = caller;
    }

    /** @throws ProblemException 422 where share or version break their rule, 404 {@code UNKNOWN_PROFILE} */
    public Commanded ramp(Tenant tenant, String task, RampViews.Ask ask, Map<String, String> trace) {
        Rules.require(
                ask.share() != null && ask.share() >= 0 && ask.share() < 1,
                "share",
                ask.share(),
                "it is a share of requests from 0, which ends the ramp, to below 1; promote gives every request a version");
        if (ask.share() > 0) requireProfile(tenant, task, ask.version());
        return send(
                tenant, command(task, AdaptationCommand.Action.RAMP, ask.version(), ask.reason(), ask.share()), trace);
    }

    /** @throws ProblemException 422 where version is missing, 404 {@code UNKNOWN_PROFILE} */
    public Commanded promote(Tenant tenant, String task, RampViews.Promote ask, Map<String, String> trace) {
        requireProfile(tenant, task, ask.version());
        return send(tenant, command(task, AdaptationCommand.Action.PROMOTE, ask.version(), ask.reason(), null), trace);
    }

    /**
     * Takes the task's profile out of force.
     *
     * @throws ProblemException 404 {@code UNKNOWN_TASK}
     */
    public Commanded retire(Tenant tenant, String task, String reason, Map<String, String> trace) {
        requireTask(tenant, task);
        return send(tenant, command(task, AdaptationCommand.Action.RETIRE, null, reason, null), trace);
    }

    /**
     * Deletes the task with all that it holds.
     *
     * @throws ProblemException 404 {@code UNKNOWN_TASK}
     */
    public Commanded delete(Tenant tenant, String task, String reason, Map<String, String> trace) {
        requireTask(tenant, task);
        return send(tenant, command(task, AdaptationCommand.Action.DELETE, null, reason, null), trace);
    }

    private void requireTask(Tenant tenant, String task) {
        if (queries.hasTask(tenant, task)) return;
        throw ProblemException.notFound(
                "UNKNOWN_TASK",
                "task " + Rules.shown(task) + " is not known in tenant " + tenant.name() + ", or was deleted before",
                "GET /v1/tasks lists those that there are.");
    }

    private static AdaptationCommand command(
            String task, AdaptationCommand.Action action, Long version, String reason, Double share) {
        return new AdaptationCommand(
                UUID.randomUUID().toString(), action, task, null, null, null, null, null, version, reason, null, share);
    }

    private void requireProfile(Tenant tenant, String task, Long version) {
        Rules.require(
                version != null && version >= 1, "version", version, "it is a version of the task's profile, from 1");
        if (queries.hasProfile(tenant, task, version)) return;
        throw ProblemException.notFound(
                "UNKNOWN_PROFILE",
                "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no profile version " + version,
                "GET /v1/tasks/" + task + " shows the version in force; lower ones that were in force are kept.");
    }

    private Commanded send(Tenant tenant, AdaptationCommand command, Map<String, String> trace) {
        database.useTransaction(handle -> {
            outbox.append(handle, tenant.name(), Topic.ADAPTATION_COMMANDS, tenant.key(command.task()), command, trace);
            // The trainer's own row names the command; this one says who sent it.
            Audit.write(
                    handle,
                    tenant.name(),
                    caller.actor(),
                    "ask to " + command.action().name().toLowerCase(Locale.ROOT),
                    "task " + command.task(),
                    Map.of("command", command.id()));
        });
        return new Commanded(
                command.id(),
                command.task(),
                patience.until(() -> queries.outcome(tenant, command.id())).orElse("accepted"));
    }
}
