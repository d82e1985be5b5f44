package dev.steerstream.gateway.exchange;

import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.work.exchange.ProfileBundle;
import dev.steerstream.work.exchange.ProfileExport;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Exporting and importing steering profiles with their adapters. */
@Path("/v1/tasks/{task}/profiles")
@Tag(name = "tasks")
@Blocking
public class ProfileResource {
    static final String ZIP = "application/zip";

    private final ProfileExport exports;
    private final ProfileImports imports;

    public ProfileResource(ProfileExport exports, ProfileImports imports) {
        this.exports = exports;
        this.imports = imports;
    }

    @GET
    @Path("/{version}/export")
    @Produces({ZIP, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Export a version of a task's profile with its adapter",
            description = "A zip of plain files: manifest.json names the sha256 of every other one.")
    @APIResponse(responseCode = "200", content = @Content(mediaType = ZIP))
    public Response export(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("version") String version)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        ProfileBundle bundle = exports.find(tenant.name(), task, number(version))
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_PROFILE",
                        "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no profile version "
                                + version,
                        "GET /v1/tasks/" + task + " shows the version in force."));
        return Response.ok(bundle.pack(), ZIP)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + task + "-" + version + ".zip\"")
                .build();
    }

    private static long number(String version) {
        Rules.require(version.matches("[1-9][0-9]{0,17}"), "version", version, "it is a whole number from 1");
        return Long.parseLong(version);
    }

    @POST
    @Needs(Scope.OPERATE)
    @Consumes({ZIP, MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import an exported profile with its adapter, and put it in force",
            description =
                    "The profile must have been made for the base model that this installation's decoders serve. The same export"
                            + " may be sent again: it has no second effect.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Adaptation.class)))
    public Response take(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            @QueryParam("adaptation") String adaptation,
            @RequestBody(
                            required = true,
                            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING)))
                    InputStream body)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        if (adaptation != null) Rules.identifier("adaptation", adaptation);
        Adaptation accepted = imports.take(tenant, task, adaptation, body, TraceContext.headers(traceparent));
        return Response.accepted(accepted)
                .header(HttpHeaders.LOCATION, "/v1/adaptations/" + accepted.adaptation())
                .build();
    }
}
