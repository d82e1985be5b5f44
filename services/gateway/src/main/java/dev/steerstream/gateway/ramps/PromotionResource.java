package dev.steerstream.gateway.ramps;

import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
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

/** Putting a version of a task's profile in force. */
@Path("/v1/tasks/{task}/promote")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
@Needs(Scope.OPERATE)
@Blocking
public class PromotionResource {
    private final ProfileCommands commands;

    public PromotionResource(ProfileCommands commands) {
        this.commands = commands;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Put a version of the task's profile in force for every request",
            description = "Ends a ramp: of the ramped version it completes it, of the one in force it rolls it back.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = RampViews.Commanded.class)))
    public Response promote(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            RampViews.Promote ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        RampResource.requireBody(ask, "{\"version\": 2}");
        return Response.accepted(commands.promote(tenant, task, ask, TraceContext.headers(traceparent)))
                .build();
    }
}
