package dev.steerstream.gateway.letters;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.letters.DeadLetterViews.Choice;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetter;
import dev.steerstream.gateway.letters.DeadLetterViews.DeadLetterDetail;
import dev.steerstream.gateway.letters.DeadLetterViews.Settlement;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Looking at dead letters, publishing them again and giving them up. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@Needs(Scope.OPERATE)
@Blocking
public class DeadLetterResource {
    private static final Set<String> STATES = Set.of("stored", "redriven", "discarded");

    private final DeadLetterQueries queries;
    private final DeadLetterCommands commands;
    private final Caller caller;

    public DeadLetterResource(DeadLetterQueries queries, DeadLetterCommands commands, Caller caller) {
        this.queries = queries;
        this.commands = commands;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List the records that could not be processed, newest first, by state, reason and topic")
    public Page<DeadLetter> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("state") String state,
            @QueryParam("reason") String reason,
            @QueryParam("topic") String topic,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        if (state != null) Rules.require(STATES.contains(state), "state", state, "it is stored, redriven or discarded");
        return queries.list(
                Tenant.of(tenantHeader), new DeadLetterQueries.Filter(state, reason, topic), after, Page.limit(limit));
    }

    @GET
    @Path("/{letter}")
    @Operation(summary = "One of them with its headers and its body, bytes untouched")
    public DeadLetterDetail one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("letter") String letter) {
        Tenant tenant = Tenant.of(tenantHeader);
        return queries.find(tenant, id(letter))
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_DEAD_LETTER",
                        "dead letter " + Rules.shown(letter) + " is not known in tenant " + tenant.name(),
                        "GET /v1/dead-letters lists those that there are."));
    }

    @POST
    @Path("/redrive")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Publish dead letters again on the topics that they came on",
            description =
                    "Those of ids, or those that wait with a reason or of a topic, oldest first. With dry_run the answer says"
                            + " what would be done and nothing is. Each leaves an audit row.")
    public Settlement redrive(@HeaderParam(Tenant.HEADER) String tenantHeader, Choice choice) {
        return commands.redrive(Tenant.of(tenantHeader), required(choice), caller.actor());
    }

    @POST
    @Path("/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Give dead letters up: they stay until their retention is over and cannot be redriven",
            description = "Chosen as for redrive, with the same dry_run. Each leaves an audit row.")
    public Settlement discard(@HeaderParam(Tenant.HEADER) String tenantHeader, Choice choice) {
        return commands.discard(Tenant.of(tenantHeader), required(choice), caller.actor());
    }

    private static Choice required(Choice choice) {
        if (choice != null) return choice;
        throw ProblemException.malformed(
                "MALFORMED_JSON",
                "the body is empty: it must be a JSON object with ids, or with reason or topic",
                "Send for example {\"reason\": \"POISON\", \"dry_run\": true}.");
    }

    private static UUID id(String letter) {
        try {
            return UUID.fromString(letter);
        } catch (IllegalArgumentException notAnId) {
            throw ProblemException.invalid(
                    "INVALID_ID",
                    "letter is " + Rules.shown(letter) + ": a dead letter's id is a UUID",
                    "GET /v1/dead-letters lists them.");
        }
    }
}
