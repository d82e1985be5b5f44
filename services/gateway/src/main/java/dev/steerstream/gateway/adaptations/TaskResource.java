package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.adaptations.AdaptationViews.Start;
import dev.steerstream.gateway.adaptations.AdaptationViews.Task;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.ramps.ProfileCommands;
import dev.steerstream.gateway.ramps.RampViews.Commanded;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reading tasks and starting their adaptations. */
@Path("/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
@Blocking
public class TaskResource {
    private final AdaptationQueries queries;
    private final AdaptationCommands commands;
    private final ProfileCommands profiles;

    public TaskResource(AdaptationQueries queries, AdaptationCommands commands, ProfileCommands profiles) {
        this.queries = queries;
        this.commands = commands;
        this.profiles = profiles;
    }

    @GET
    @Operation(summary = "List tasks by name, each with its profile in force and its newest adaptation")
    public Page<Task> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return queries.tasks(Tenant.of(tenantHeader), Page.position(after), Page.limit(limit));
    }

    @GET
    @Path("/{task}")
    @Operation(summary = "One task with the profile in force and that profile's report")
    public Task one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("task") String task) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        return queries.task(tenant, task)
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_TASK",
                        "task " + Rules.shown(task) + " is not known in tenant " + tenant.name(),
                        "Start its first adaptation with POST /v1/tasks/" + task + "/adaptations."));
    }

    @DELETE
    @Path("/{task}")
    @Operation(
            summary = "Delete a task with its profiles, vectors, adapters, evaluations and replays",
            description =
                    "What runs for it is cancelled. Its adaptations stay as history, with the digests of what is gone.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Commanded.class)))
    public Response delete(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            @QueryParam("reason") String reason) {
        Rules.identifier("task", task);
        Commanded sent = profiles.delete(Tenant.of(tenantHeader), task, reason, TraceContext.headers(traceparent));
        return Response.accepted(sent).build();
    }

    @POST
    @Path("/{task}/adaptations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Adapt a model to a task",
            description =
                    "Starts a warm start on a sealed dataset and the calibration after it. The same adaptation id with the same"
                            + " content has no second effect, with other content it is a conflict.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Adaptation.class)))
    public Response start(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            Start start) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        if (start == null) {
            throw ProblemException.malformed(
                    "MALFORMED_JSON",
                    "the body is empty: it must be a JSON object with at least dataset",
                    "Send {\"dataset\": \"…\"}.");
        }
        StartRules.check(start);
        Adaptation started = commands.start(tenant, task, start, TraceContext.headers(traceparent));
        return Response.accepted(started)
                .header(HttpHeaders.LOCATION, "/v1/adaptations/" + started.adaptation())
                .build();
    }
}
