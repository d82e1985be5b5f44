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

/** Taking a task's profile out of force. */
@Path("/v1/tasks/{task}/retire")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
@Needs(Scope.OPERATE)
@Blocking
public class RetirementResource {
    private final ProfileCommands commands;

    public RetirementResource(ProfileCommands commands) {
        this.commands = commands;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take the task's profile out of force: it takes no new steered requests",
            description = "Ends a ramp. Promoting one of its versions, or adapting it again, brings the task back.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = RampViews.Commanded.class)))
    public Response retire(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            RampViews.Retire ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        String reason = ask == null ? null : ask.reason();
        return Response.accepted(commands.retire(tenant, task, reason, TraceContext.headers(traceparent)))
                .build();
    }
}
