package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.datasets.DatasetViews.Accepted;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.schemas.SubmissionEnd;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ending a submission whose rows went straight to the topic. */
@Path("/v1/datasets/{dataset}/submissions/{submission}/seal")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "datasets")
@Blocking
public class SealResource {
    private final SubmissionPublisher publisher;

    public SealResource(SubmissionPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Says that all rows are there.
     *
     * @param rows how many were published
     * @param splitSeed seeds the split; left out is 0
     * @param truncation of rows that are too long, refuse or left; left out is refuse
     */
    public record Seal(Long rows, Long splitSeed, String truncation) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Publish the end of a submission whose rows any Kafka client has published",
            description =
                    "Ingest then counts and checks the rows: poll the location until the state is sealed or rejected.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Accepted.class)))
    public Response seal(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("dataset") String dataset,
            @PathParam("submission") String submission,
            Seal ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("dataset", dataset);
        Rules.identifier("submission", submission);
        if (ask == null) {
            throw ProblemException.malformed(
                    "MALFORMED_JSON",
                    "the body is empty: it must be a JSON object with rows",
                    "Send for example {\"rows\": 1000}.");
        }
        Rules.require(ask.rows() != null && ask.rows() >= 1, "rows", ask.rows(), "it is how many rows were published");
        Rules.require(
                ask.truncation() == null
                        || ask.truncation().equals("refuse")
                        || ask.truncation().equals("left"),
                "truncation",
                ask.truncation(),
                "it is refuse or left");
        SubmissionEnd end = new SubmissionEnd(ask.splitSeed(), null, ask.truncation(), null);
        publisher.seal(
                new SubmissionPublisher.Upload(tenant, dataset, submission, end, TraceContext.headers(traceparent)),
                ask.rows());
        String location = "/v1/datasets/" + dataset + "/submissions/" + submission;
        return Response.accepted(new Accepted(dataset, submission, ask.rows(), location))
                .header(HttpHeaders.LOCATION, location)
                .build();
    }
}
