package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.adaptations.AdaptationViews.Cancel;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.gateway.streams.EventStreams;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Topic;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.concurrent.Future;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reading, following and cancelling adaptations. */
@Path("/v1/adaptations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "adaptations")
@Blocking
public class AdaptationResource {
    private final AdaptationQueries queries;
    private final AdaptationCommands commands;
    private final Listeners listeners;
    private final EventStreams streams;
    private final Background background;
    private final GatewayConfiguration.Gateway configuration;

    public AdaptationResource(
            AdaptationQueries queries,
            AdaptationCommands commands,
            Listeners listeners,
            EventStreams streams,
            Background background,
            GatewayConfiguration configuration) {
        this.queries = queries;
        this.commands = commands;
        this.listeners = listeners;
        this.streams = streams;
        this.background = background;
        this.configuration = configuration.gateway();
    }

    @GET
    @Operation(summary = "List adaptations, newest first")
    public Page<Adaptation> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        if (task != null) Rules.identifier("task", task);
        return queries.adaptations(Tenant.of(tenantHeader), Optional.ofNullable(task), after, Page.limit(limit));
    }

    @GET
    @Path("/{adaptation}")
    @Operation(summary = "One adaptation: its state, progress or failure, and the profile that it made")
    public Adaptation one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("adaptation") String adaptation) {
        Tenant tenant = Tenant.of(tenantHeader);
        Adaptation found = find(tenant, adaptation);
        if (found.profileVersion() == null) return found;
        return queries.profile(tenant, found.task(), found.profileVersion())
                .map(found::withProfile)
                .orElse(found);
    }

    @GET
    @Path("/{adaptation}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow an adaptation",
            description =
                    "Server-sent events named by their type, each with an AdaptationEvent: first the state as it is now, then"
                            + " what follows, until the adaptation has ended.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = AdaptationEvent.class)))
    public Multi<OutboundSseEvent> events(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("adaptation") String adaptation,
            @Context Sse sse) {
        Tenant tenant = Tenant.of(tenantHeader);
        Adaptation found = find(tenant, adaptation);
        return streams.open(sse, stream -> follow(tenant, found, stream));
    }

    private void follow(Tenant tenant, Adaptation found, EventStream stream) {
        AdaptationFollower follower = new AdaptationFollower(queries, tenant, found.adaptation(), stream);
        Listeners.Registration registration = listeners.listen(
                Topic.ADAPTATION_EVENTS,
                tenant.key(found.task()),
                value -> follower.take(Contracts.read(AdaptationEvent.class, value)));
        stream.afterwards(registration::close);
        // Registered before the row is read, so that no event falls between.
        background.execute(follower::look);
        Future<?> looking = background.every(configuration.recheck(), follower::look);
        stream.afterwards(() -> looking.cancel(false));
    }

    @POST
    @Path("/{adaptation}/cancel")
    @Operation(
            summary = "Cancel an adaptation",
            description =
                    "Asks for it: the state becomes cancelled when the worker has stopped. One that has ended stays as it is.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Adaptation.class)))
    public Response cancel(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("adaptation") String adaptation,
            Cancel body) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("adaptation", adaptation);
        String reason = body == null ? null : body.reason();
        Adaptation found = commands.cancel(tenant, adaptation, reason, TraceContext.headers(traceparent));
        return Response.accepted(found)
                .header(HttpHeaders.LOCATION, "/v1/adaptations/" + adaptation)
                .build();
    }

    @POST
    @Path("/{adaptation}/retry")
    @Operation(
            summary = "Start an adaptation that failed or was cancelled once more, with the same dataset and settings",
            description = "The new one has an id of its own, which the answer names.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Adaptation.class)))
    public Response retry(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("adaptation") String adaptation) {
        Tenant tenant = Tenant.of(tenantHeader);
        Adaptation again = commands.retry(tenant, find(tenant, adaptation), TraceContext.headers(traceparent));
        return Response.accepted(again)
                .header(HttpHeaders.LOCATION, "/v1/adaptations/" + again.adaptation())
                .build();
    }

    private Adaptation find(Tenant tenant, String adaptation) {
        Rules.identifier("adaptation", adaptation);
        return commands.find(tenant, adaptation).orElseThrow(() -> AdaptationCommands.unknown(tenant, adaptation));
    }
}
