package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.datasets.DatasetViews.Accepted;
import dev.steerstream.gateway.datasets.DatasetViews.Dataset;
import dev.steerstream.gateway.datasets.DatasetViews.DatasetDetail;
import dev.steerstream.gateway.datasets.DatasetViews.RejectedRow;
import dev.steerstream.gateway.datasets.DatasetViews.Submission;
import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.schemas.SubmissionEnd;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Publishing a dataset and what became of it. */
@Path("/v1/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "datasets")
@Blocking
public class DatasetResource {
    private final SubmissionPublisher publisher;
    private final DatasetQueries queries;
    private final Receiving receiving;
    private final DatasetDeletion deletion;
    private final Caller caller;

    public DatasetResource(
            SubmissionPublisher publisher,
            DatasetQueries queries,
            Receiving receiving,
            DatasetDeletion deletion,
            Caller caller) {
        this.publisher = publisher;
        this.queries = queries;
        this.receiving = receiving;
        this.deletion = deletion;
        this.caller = caller;
    }

    @POST
    @Path("/{dataset}/submissions")
    @Consumes({
        "application/jsonl",
        "application/x-ndjson",
        "application/jsonlines",
        "application/octet-stream",
        "text/plain"
    })
    @Operation(
            summary = "Publish a dataset",
            description =
                    "The body is JSON Lines and is streamed row by row. Bad rows are published too: ingest names every one of"
                            + " them in the submission's rejects. The same upload may be repeated with the same submission id.")
    @APIResponse(
            responseCode = "202",
            description = "The broker has every row; poll the location until the state is sealed or rejected.",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Response publish(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("dataset") String dataset,
            @QueryParam("submission") String submission,
            @QueryParam("split_seed") String splitSeed,
            @QueryParam("truncation") String truncation,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/jsonl",
                                            schema =
                                                    @Schema(
                                                            type =
                                                                    org.eclipse.microprofile.openapi.annotations.enums
                                                                            .SchemaType.STRING)))
                    InputStream body)
            throws IOException {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("dataset", dataset);
        String id = submission == null ? UUID.randomUUID().toString() : Rules.identifier("submission", submission);
        Rules.require(
                truncation == null || truncation.equals("refuse") || truncation.equals("left"),
                "truncation",
                truncation,
                "it is refuse or left");
        SubmissionEnd end = new SubmissionEnd(seed(splitSeed), null, truncation, null);
        long rows = publisher.publish(
                new SubmissionPublisher.Upload(tenant, dataset, id, end, TraceContext.headers(traceparent)), body);
        String location = "/v1/datasets/" + dataset + "/submissions/" + id;
        return Response.accepted(new Accepted(dataset, id, rows, location))
                .header(HttpHeaders.LOCATION, location)
                .build();
    }

    private static Long seed(String text) {
        if (text == null) return null;
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            throw ProblemException.invalid(
                    "INVALID_VALUE",
                    "split_seed is " + Rules.shown(text) + ": it is a whole number of 64 bits",
                    "Send another split_seed, or leave it out for 0.");
        }
    }

    @GET
    @Operation(summary = "List datasets by name")
    public Page<Dataset> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return queries.datasets(Tenant.of(tenantHeader), Page.position(after), Page.limit(limit));
    }

    @GET
    @Path("/{dataset}")
    @Operation(summary = "One dataset with its submissions, newest first")
    public DatasetDetail one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("dataset") String dataset) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("dataset", dataset);
        List<Submission> submissions = queries.submissions(tenant, dataset);
        if (submissions.isEmpty()) {
            throw ProblemException.notFound(
                    "UNKNOWN_DATASET",
                    "no submission of dataset " + Rules.shown(dataset) + " has ended in tenant " + tenant.name(),
                    "Publish it with POST /v1/datasets/" + dataset
                            + "/submissions, or wait until its submission has ended.");
        }
        String current = queries.newestSealed(tenant, dataset)
                .map(Submission::submission)
                .orElse(null);
        return new DatasetDetail(dataset, current, submissions);
    }

    @DELETE
    @Path("/{dataset}")
    @Operation(
            summary = "Delete a dataset with all its submissions",
            description = "Rows on topics run out there; adapters made of it stay.")
    public Deleted delete(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("dataset") String dataset) {
        Rules.identifier("dataset", dataset);
        return deletion.delete(Tenant.of(tenantHeader), dataset, caller.actor());
    }

    @GET
    @Path("/{dataset}/submissions/{submission}")
    @Operation(summary = "What became of one submission: receiving, sealed, rejected or incomplete")
    public Submission submission(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("dataset") String dataset,
            @PathParam("submission") String submission) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("dataset", dataset);
        Rules.identifier("submission", submission);
        return queries.submission(tenant, dataset, submission)
                .or(() -> {
                    OptionalLong rows = receiving.rows(tenant, dataset, submission);
                    return rows.isEmpty()
                            ? Optional.empty()
                            : Optional.of(receiving(dataset, submission, rows.getAsLong()));
                })
                .orElseThrow(() -> unknown(tenant, dataset, submission));
    }

    private static Submission receiving(String dataset, String submission, long rows) {
        return new Submission(dataset, submission, "receiving", rows, null, null, null, null, null, null, null, null);
    }

    private static ProblemException unknown(Tenant tenant, String dataset, String submission) {
        return ProblemException.notFound(
                "UNKNOWN_SUBMISSION",
                "submission " + Rules.shown(submission) + " of dataset " + Rules.shown(dataset)
                        + " is not known in tenant " + tenant.name() + ", or has not ended yet",
                "Check both ids; a submission that other clients publish is known once it has ended.");
    }

    @GET
    @Path("/{dataset}/submissions/{submission}/rejects")
    @Operation(summary = "Every bad row of a submission, in the order in which they were found")
    public Page<RejectedRow> rejects(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("dataset") String dataset,
            @PathParam("submission") String submission,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        Submission found = submission(tenantHeader, dataset, submission);
        return queries.rejects(tenant, found.dataset(), found.submission(), number(after), Page.limit(limit));
    }

    private static long number(String after) {
        try {
            return Page.position(after).map(Long::parseLong).orElse(-1L);
        } catch (NumberFormatException notOurs) {
            throw Page.invalidCursor(after);
        }
    }
}
