package dev.steerstream.tracker.datasets;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pages of datasets, and their numbers as CSV. */
@Path("/")
@Blocking
public class DatasetsResource {
    private static final int MOST_REJECTED = 10_000;

    private final DatasetsPage list;
    private final DatasetPage one;
    private final SubmissionQueries queries;
    private final Visitor visitor;

    DatasetsResource(DatasetsPage list, DatasetPage one, SubmissionQueries queries, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.queries = queries;
        this.visitor = visitor;
    }

    @GET
    @Path("/datasets")
    @Produces(Html.TYPE)
    public Response datasets(@QueryParam("after") String after, @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), DatasetsPage.NAME)
                .with("after", after)
                .with("done", done);
        return Html.page(DatasetTemplates.datasets(list.view(address)));
    }

    @GET
    @Path("/datasets/{dataset}")
    @Produces(Html.TYPE)
    public Response dataset(
            @PathParam("dataset") String dataset,
            @QueryParam("submission") String submission,
            @QueryParam("rejected") String rejected,
            @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), DatasetPage.NAME)
                .with("dataset", dataset)
                .with("submission", submission)
                .with("rejected", rejected)
                .with("done", done);
        return Html.page(DatasetTemplates.dataset(one.view(address)));
    }

    @GET
    @Path("/v1/tracker/datasets/{dataset}/{submission}/lengths.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String lengths(@PathParam("dataset") String dataset, @PathParam("submission") String submission) {
        SubmissionRow found = queries.submissions(visitor.getTenant(), dataset).stream()
                .filter(row -> row.submission().equals(submission))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return Csv.of(DatasetPage.lengths(dataset, found));
    }

    @GET
    @Path("/v1/tracker/datasets/{dataset}/{submission}/rejected.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String rejected(@PathParam("dataset") String dataset, @PathParam("submission") String submission) {
        List<List<Object>> rows = new ArrayList<>();
        queries.rejected(visitor.getTenant(), dataset, submission, -1, MOST_REJECTED)
                .items()
                .forEach(row -> rows.add(
                        Arrays.asList(row.number(), row.line(), row.field(), row.value(), row.rule())));
        return Csv.of(List.of("number", "line", "field", "value", "rule"), rows);
    }
}
