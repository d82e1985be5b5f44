package dev.steerstream.gateway.evaluations;

import dev.steerstream.gateway.adaptations.AdaptationQueries;
import dev.steerstream.gateway.evaluations.EvaluationViews.Cancel;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.evaluations.EvaluationViews.Start;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.streams.EventStreams;
import dev.steerstream.gateway.streams.Following;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.evaluations.EvaluationSettings;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
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
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Asking for evaluations of a task's profile, reading and cancelling them. */
@Path("/v1/tasks/{task}/evaluations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "evaluations")
@Blocking
public class EvaluationResource {
    /** The page carries its styles and pictures in itself; whatever else it asked for, a script above all, the browser refuses. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; sandbox";

    private final EvaluationQueries queries;
    private final EvaluationCommands commands;
    private final EvaluationDocuments documents;
    private final AdaptationQueries tasks;
    private final EventStreams streams;
    private final Following following;

    public EvaluationResource(
            EvaluationQueries queries,
            EvaluationCommands commands,
            EvaluationDocuments documents,
            AdaptationQueries tasks,
            EventStreams streams,
            Following following) {
        this.queries = queries;
        this.commands = commands;
        this.documents = documents;
        this.tasks = tasks;
        this.streams = streams;
        this.following = following;
    }

    @GET
    @Operation(summary = "List a task's evaluations, newest first, without their measures")
    public Page<Evaluation> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        Page<Evaluation> page = queries.evaluations(tenant, task, after, Page.limit(limit));
        if (page.items().isEmpty() && tasks.task(tenant, task).isEmpty()) {
            throw EvaluationCommands.unknownTask(tenant, task);
        }
        return page;
    }

    @GET
    @Path("/{evaluation}")
    @Operation(summary = "One evaluation: its state, progress or failure, and the measures that it made")
    public Evaluation one(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("evaluation") String evaluation)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Evaluation found = find(tenant, task, evaluation);
        return found.measuresDigest() == null ? found : found.withMeasures(documents.measures(tenant, found));
    }

    @GET
    @Path("/{evaluation}/report")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "The report page of an evaluation that has succeeded",
            description = "One self-contained page without scripts. Its ETag is the sha256 of its bytes.")
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.TEXT_HTML))
    public Response report(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("evaluation") String evaluation)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Evaluation found = find(tenant, task, evaluation);
        return Response.ok(documents.report(tenant, found).toFile(), MediaType.TEXT_HTML + "; charset=utf-8")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Frame-Options", "DENY")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, Tenant.HEADER)
                .tag(found.reportDigest())
                .build();
    }

    @GET
    @Path("/{evaluation}/dose-response")
    @Operation(
            summary = "What each strength does to every measure, of an evaluation that has succeeded",
            description =
                    "Of settings.dose_rows of its rows; the calibrated strengths are marked. Its ETag is the sha256 of its bytes.")
    public Response doseResponse(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("evaluation") String evaluation)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Evaluation found = find(tenant, task, evaluation);
        return Response.ok(documents.doseResponse(tenant, found).toFile(), MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, Tenant.HEADER)
                .tag(found.doseDigest())
                .build();
    }

    @GET
    @Path("/{evaluation}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow an evaluation",
            description =
                    "Server-sent events named by their type, each with an EvaluationEvent: first the state as it is now, then"
                            + " what follows, until the evaluation has ended.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = EvaluationEvent.class)))
    public Multi<OutboundSseEvent> events(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("evaluation") String evaluation,
            @Context Sse sse) {
        Tenant tenant = Tenant.of(tenantHeader);
        Evaluation found = find(tenant, task, evaluation);
        return streams.open(
                sse,
                stream -> following.follow(
                        Topic.EVALUATION_EVENTS,
                        tenant.key(task),
                        EvaluationEvent.class,
                        EvaluationFollower.of(queries, tenant, task, found.evaluation(), stream),
                        stream));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Evaluate a task's profile",
            description =
                    "Judges base, warm and steered on the held-out rows that the profile was not made with, or on another sealed"
                            + " dataset. The same evaluation id with the same content has no second effect, with other content it is a"
                            + " conflict. {} takes all defaults.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Evaluation.class)))
    public Response start(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            Start body) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        Start start = body == null ? new Start(null, null, null, null, null) : body;
        check(start);
        Evaluation started = commands.start(tenant, task, start, TraceContext.headers(traceparent));
        return accepted(started);
    }

    @POST
    @Path("/{evaluation}/cancel")
    @Operation(
            summary = "Cancel an evaluation",
            description =
                    "Asks for it: the state becomes cancelled when the worker has stopped. One that has ended stays as it is.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Evaluation.class)))
    public Response cancel(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("task") String task,
            @PathParam("evaluation") String evaluation,
            Cancel body) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        Rules.identifier("evaluation", evaluation);
        String reason = body == null ? null : body.reason();
        return accepted(commands.cancel(tenant, task, evaluation, reason, TraceContext.headers(traceparent)));
    }

    private static Response accepted(Evaluation evaluation) {
        return Response.accepted(evaluation)
                .header(
                        HttpHeaders.LOCATION,
                        "/v1/tasks/" + evaluation.task() + "/evaluations/" + evaluation.evaluation())
                .build();
    }

    /** The settings' rules are those of the extractor itself, asked at the door. */
    private static void check(Start start) {
        if (start.evaluation() != null) Rules.identifier("evaluation", start.evaluation());
        if (start.profileVersion() != null) {
            Rules.require(
                    start.profileVersion() >= 1,
                    "profile_version",
                    start.profileVersion(),
                    "it is a whole number from 1");
        }
        if (start.dataset() != null) Rules.identifier("dataset", start.dataset());
        if (start.submission() != null) Rules.identifier("submission", start.submission());
        EvaluationSettings.complete(start.settings(), start.dataset() == null);
    }

    private Evaluation find(Tenant tenant, String task, String evaluation) {
        Rules.identifier("task", task);
        Rules.identifier("evaluation", evaluation);
        return commands.require(tenant, task, evaluation);
    }
}
