package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.generations.answers.AnswerFormat;
import dev.steerstream.gateway.generations.answers.GenerationDoor;
import dev.steerstream.gateway.generations.answers.GenerationDoor.Left;
import dev.steerstream.gateway.generations.answers.StoredDetail;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Asking, awaiting, streaming, reading and cancelling. */
@Path("/v1/generations")
@Tag(name = "generations")
@Blocking
public class GenerationResource {
    private final GenerationAdmission admission;
    private final GenerationIntake intake;
    private final GenerationStore store;
    private final GenerationEnds ends;
    private final GenerationDoor door;
    private final Background background;
    private final RequestDeletion deletion;
    private final StoredDetail details;
    private final Caller caller;
    private final Duration waitLimit;

    public GenerationResource(
            GenerationAdmission admission,
            GenerationIntake intake,
            GenerationStore store,
            GenerationEnds ends,
            GenerationDoor door,
            Background background,
            RequestDeletion deletion,
            StoredDetail details,
            Caller caller,
            GatewayConfiguration configuration) {
        this.admission = admission;
        this.intake = intake;
        this.store = store;
        this.ends = ends;
        this.door = door;
        this.background = background;
        this.deletion = deletion;
        this.details = details;
        this.caller = caller;
        this.waitLimit = configuration.gateway().waitLimit();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Ask for an answer",
            description =
                    "Without Prefer: wait the answer is 202 with the request's location. With Prefer: wait=SECONDS it"
                            + " is 200 with the GenerationResult as soon as there is one, or 202 when the time is over."
                            + " With Accept: text/event-stream it is a stream of chunk events and one result event. The"
                            + " same id with the same content has no second effect.")
    @APIResponse(
            responseCode = "200",
            description = "The request has ended.",
            content = @Content(schema = @Schema(implementation = GenerationResult.class)))
    @APIResponse(
            responseCode = "202",
            description = "The request is stored and will end.",
            content = @Content(schema = @Schema(implementation = Generation.class)))
    public CompletionStage<Response> ask(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @HeaderParam(WaitPreference.HEADER) String prefer,
            Ask ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        GenerationProblems.requireBody(ask);
        Optional<Duration> wait = WaitPreference.of(prefer, waitLimit);
        GenerationRequest request = admission.admit(tenant, ask, ask.stream());
        Map<String, String> trace = TraceContext.headers(traceparent);
        if (wait.isEmpty()) {
            return CompletableFuture.completedStage(
                    answer(intake.accept(tenant, request, trace)).build());
        }
        return await(tenant, request, trace, wait.get());
    }

    private CompletionStage<Response> await(
            Tenant tenant, GenerationRequest request, Map<String, String> trace, Duration wait) {
        return door.whole(tenant, request, trace, Left.GOES_ON)
                .ifNoItem()
                .after(wait)
                .recoverWithUni(() -> Uni.createFrom()
                        .item(() -> store.find(tenant, request.id())
                                .orElseThrow(() -> GenerationProblems.unknown(tenant, request.id())))
                        .runSubscriptionOn(background))
                .map(now -> answer(now)
                        .header(WaitPreference.APPLIED, "wait=" + wait.toSeconds())
                        .build())
                .subscribeAsCompletionStage();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> stream(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context Sse sse,
            Ask ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        GenerationProblems.requireBody(ask);
        Rules.require(
                !Boolean.FALSE.equals(ask.stream()),
                "stream",
                ask.stream(),
                "it is true where Accept is text/event-stream");
        GenerationRequest request = admission.admit(tenant, ask, true);
        return door.streamed(
                sse, tenant, request, TraceContext.headers(traceparent), new AnswerFormat.Named(), Left.GOES_ON);
    }

    @GET
    @Path("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Where a request is, and its result once it has ended")
    public Generation one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("id") String id) {
        Tenant tenant = Tenant.of(tenantHeader);
        Generation found = find(tenant, id);
        if (!found.ended() || !found.result().at("/receipt/explained").isInt()) return found;
        return details.of(tenant, id)
                .map(detail -> found.explained(StoredDetail.explanations(detail)))
                .orElse(found);
    }

    private Generation find(Tenant tenant, String id) {
        Rules.identifier("id", id);
        return store.find(tenant, id).orElseThrow(() -> GenerationProblems.unknown(tenant, id));
    }

    @GET
    @Path("/{id}/detail")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The probability of every answer token under base, warm and steered")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                                            .OBJECT)))
    public Response detail(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("id") String id) {
        Tenant tenant = Tenant.of(tenantHeader);
        Generation found = find(tenant, id);
        byte[] body = store.detail(tenant, id).orElseThrow(() -> GenerationProblems.noDetail(found));
        return Response.ok(new Unzipped(body)).build();
    }

    @POST
    @Path("/{id}/cancel")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Cancel a request",
            description =
                    "At once where no decoder has started it, else at its next token. One that has ended stays as it"
                            + " is.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Generation.class)))
    public Response cancel(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("id") String id) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("id", id);
        Generation now =
                ends.cancel(tenant, id, "asked by a client").orElseThrow(() -> GenerationProblems.unknown(tenant, id));
        return Response.accepted(now).header(HttpHeaders.LOCATION, location(id)).build();
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete a request that has ended: what was asked, answered, and its detail",
            description = "The id stays, so that it is not run again. Records on topics run out there.")
    public Deleted delete(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("id") String id) {
        Rules.identifier("id", id);
        return deletion.delete(Tenant.of(tenantHeader), id, caller.actor());
    }

    private static Response.ResponseBuilder answer(Generation now) {
        return now.ended()
                ? Response.ok(now.result()).header(HttpHeaders.LOCATION, location(now.id()))
                : Response.accepted(now).header(HttpHeaders.LOCATION, location(now.id()));
    }

    /** A relative reference (RFC 9110): right behind every proxy. */
    private static String location(String id) {
        return "/v1/generations/" + id;
    }
}
