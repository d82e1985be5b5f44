package dev.steerstream.tracker.datasets;

import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** The pages of datasets. */
@Path("/datasets")
@Produces(Html.TYPE)
@Blocking
public class DatasetsResource {
    private final DatasetsPage list;
    private final DatasetPage one;
    private final Visitor visitor;

    DatasetsResource(DatasetsPage list, DatasetPage one, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.visitor = visitor;
    }

    @GET
    public Response datasets(@QueryParam("after") String after, @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), DatasetsPage.NAME)
                .with("after", after)
                .with("done", done);
        return Html.page(DatasetTemplates.datasets(list.view(address)));
    }

    @GET
    @Path("/{dataset}")
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
}
