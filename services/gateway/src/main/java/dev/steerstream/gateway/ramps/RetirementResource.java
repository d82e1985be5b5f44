package dev.steerstream.gateway.ramps;

import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
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
@Blocking
public class RetirementResource {
    private final ProfileCommands commands;

    public RetirementResource(ProfileCommands commands) {
        this.commands = commands;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Retire a task",
            description = "No profile is in force afterwards and requests for the task are refused. Promoting a version brings it back.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = RampViews.Commanded.class)))
    public Response retire(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            RampViews.Retire ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        RampViews.Retire asked = ask == null ? new RampViews.Retire(null) : ask;
        return Response.accepted(commands.retire(tenant, task, asked, TraceContext.headers(traceparent)))
                .build();
    }
}
