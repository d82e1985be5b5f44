package dev.steerstream.gateway.ramps;

import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A version of a task's profile that a share of its requests takes. */
@Path("/v1/tasks/{task}/ramp")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
@Blocking
public class RampResource {
    private final RampQueries queries;
    private final ProfileCommands commands;

    public RampResource(RampQueries queries, ProfileCommands commands) {
        this.queries = queries;
        this.commands = commands;
    }

    @GET
    @Operation(
            summary = "The task's newest ramp and how its two arms compare",
            description =
                    "Means over the ended requests of each arm, newest first, and the difference with its 95% interval.")
    public RampViews.Ramp ramp(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("task") String task) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        return queries.newest(tenant, task)
                .orElseThrow(() -> ProblemException.notFound(
                        "NO_RAMP",
                        "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no ramp and never had one",
                        "Begin one with POST /v1/tasks/" + task + "/ramp {\"version\": N, \"share\": 0.1}."));
    }

    @POST
    @Needs(Scope.OPERATE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Give a share of the task's requests another version of its profile",
            description =
                    "By hash of the request's id. The same version with another share is the same ramp; share 0 ends it.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = RampViews.Commanded.class)))
    public Response ramp(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            RampViews.Ask ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        requireBody(ask, "{\"version\": 2, \"share\": 0.1}");
        return Response.accepted(commands.ramp(tenant, task, ask, TraceContext.headers(traceparent)))
                .build();
    }

    static void requireBody(Object ask, String example) {
        if (ask != null) return;
        throw ProblemException.malformed(
                "MALFORMED_JSON", "the body is empty: it must be a JSON object", "Send for example " + example + ".");
    }
}
