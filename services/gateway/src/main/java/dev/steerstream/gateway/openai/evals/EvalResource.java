package dev.steerstream.gateway.openai.evals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.evaluations.EvaluationDocuments;
import dev.steerstream.gateway.evaluations.EvaluationQueries;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.OpenAiList;
import dev.steerstream.gateway.openai.evals.EvalQueries.EvaluatedTask;
import dev.steerstream.gateway.openai.evals.EvalViews.Counts;
import dev.steerstream.gateway.openai.evals.EvalViews.Eval;
import dev.steerstream.gateway.openai.evals.EvalViews.Run;
import dev.steerstream.gateway.openai.evals.EvalViews.RunError;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reading evaluations. They are started at {@code /v1/tasks/{task}/evaluations}. */
@Path("/v1/evals")
@Tag(name = "openai")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class EvalResource {

    private final EvalQueries queries;
    private final EvaluationQueries evaluations;
    private final EvaluationDocuments documents;

    public EvalResource(EvalQueries queries, EvaluationQueries evaluations, EvaluationDocuments documents) {
        this.queries = queries;
        this.evaluations = evaluations;
        this.documents = documents;
    }

    @GET
    @Operation(summary = "List the tasks that have been evaluated")
    public OpenAiList<Eval> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        ListQuery query = ListQuery.of(after, limit);
        List<Eval> found = queries.list(Tenant.of(tenantHeader), null, query).stream()
                .map(EvalResource::view)
                .toList();
        return OpenAiList.page(found, query.limit(), Eval::id);
    }

    @GET
    @Path("/{eval}")
    @Operation(summary = "One task that has been evaluated")
    public Eval one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("eval") String eval) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("eval", eval);
        return queries.one(tenant, eval).map(EvalResource::view).orElseThrow(() -> unknown(tenant, eval));
    }

    @GET
    @Path("/{eval}/runs")
    @Operation(summary = "List a task's evaluations, newest first")
    public OpenAiList<Run> runs(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("eval") String eval,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        one(tenantHeader, eval);
        ListQuery query = ListQuery.of(after, limit);
        List<Run> found = queries.runs(tenant, eval, query).stream()
                .map(id -> evaluations.evaluation(tenant, eval, id))
                .flatMap(Optional::stream)
                .map(run -> view(run, null))
                .toList();
        return OpenAiList.page(found, query.limit(), Run::id);
    }

    @GET
    @Path("/{eval}/runs/{run}")
    @Operation(summary = "One evaluation with what it found")
    public Run run(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("eval") String eval,
            @PathParam("run") String run)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("eval", eval);
        Rules.identifier("run", run);
        Evaluation found = evaluations.evaluation(tenant, eval, run).orElseThrow(() -> unknown(tenant, run));
        JsonNode measures = found.measuresDigest() == null ? null : documents.measures(tenant, found);
        return view(found, measures);
    }

    private static Eval view(EvaluatedTask task) {
        return new Eval(
                task.task(),
                "eval",
                task.task(),
                task.firstAt().getEpochSecond(),
                Map.of("type", "custom", "schema", Map.of()),
                List.of(),
                Map.of());
    }

    private static Run view(Evaluation run, JsonNode measures) {
        long rows = run.progress() == null ? 0 : run.progress().done();
        return new Run(
                run.evaluation(),
                "eval.run",
                run.task(),
                run.evaluation(),
                status(run.state()),
                run.profileVersion() == null ? run.task() : run.task() + "@" + run.profileVersion(),
                run.createdAt().getEpochSecond(),
                run.failure() == null
                        ? null
                        : new RunError(
                                run.failure().code().toLowerCase(Locale.ROOT),
                                run.failure().message()),
                "/v1/tasks/" + run.task() + "/evaluations/" + run.evaluation() + "/report",
                new Counts(rows, 0, 0, 0),
                List.of(),
                List.of(),
                Map.of("type", "jsonl", "source", Map.of("type", "file_id", "id", String.valueOf(run.dataset()))),
                Map.of(),
                measures);
    }

    private static String status(String state) {
        return switch (state) {
            case "succeeded" -> "completed";
            case "cancelled" -> "canceled";
            case "failed" -> "failed";
            case "accepted", "queued" -> "queued";
            default -> "in_progress";
        };
    }

    private static ProblemException unknown(Tenant tenant, String id) {
        return ProblemException.notFound(
                "EVAL_NOT_FOUND",
                Rules.shown(id) + " is no evaluated task and no evaluation of tenant " + tenant.name(),
                "GET /v1/evals lists the tasks that have been evaluated.");
    }
}
