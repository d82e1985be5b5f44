package dev.steerstream.tracker.datasets;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.submissions.FramedRows;
import dev.steerstream.tracker.submissions.LengthPlots;
import dev.steerstream.tracker.submissions.SubmissionQueries;
import dev.steerstream.tracker.submissions.SubmissionRow;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The numbers of a dataset's page as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class DatasetCsvResource {
    private static final int MOST_REJECTED = 10_000;

    private final SubmissionQueries queries;
    private final Visitor visitor;

    DatasetCsvResource(SubmissionQueries queries, Visitor visitor) {
        this.queries = queries;
        this.visitor = visitor;
    }

    @GET
    @Path("/datasets/{dataset}/{submission}/lengths.csv")
    public String lengths(@PathParam("dataset") String dataset, @PathParam("submission") String submission) {
        SubmissionRow found = queries.submissions(visitor.getTenant(), dataset).stream()
                .filter(row -> row.submission().equals(submission))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return Csv.of(LengthPlots.bytes(dataset, found));
    }

    @GET
    @Path("/datasets/{dataset}/{submission}/tokens.csv")
    public String tokens(@PathParam("dataset") String dataset, @PathParam("submission") String submission) {
        FramedRows found =
                queries.framed(visitor.getTenant(), dataset, submission).orElseThrow(NotFoundException::new);
        return Csv.of(LengthPlots.tokens(dataset, submission, found));
    }

    @GET
    @Path("/datasets/{dataset}/{submission}/rejected.csv")
    public String rejected(@PathParam("dataset") String dataset, @PathParam("submission") String submission) {
        List<List<Object>> rows = new ArrayList<>();
        queries.rejected(visitor.getTenant(), dataset, submission, -1, MOST_REJECTED)
                .items()
                .forEach(
                        row -> rows.add(Arrays.asList(row.number(), row.line(), row.field(), row.value(), row.rule())));
        return Csv.of(List.of("number", "line", "field", "value", "rule"), rows);
    }
}
