package dev.steerstream.tracker.jobs;

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

/** The pages of jobs. */
@Path("/jobs")
@Produces(Html.TYPE)
@Blocking
public class JobsResource {
    private final JobsPage list;
    private final JobPage one;
    private final Visitor visitor;

    JobsResource(JobsPage list, JobPage one, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.visitor = visitor;
    }

    @GET
    public Response jobs(@QueryParam("state") String state, @QueryParam("after") String after) {
        PageAddress address = PageAddress.of(visitor.getTenant(), JobsPage.NAME)
                .with("state", state == null || state.isEmpty() ? null : state)
                .with("after", after);
        return Html.page(JobTemplates.jobs(list.view(address)));
    }

    @GET
    @Path("/{job}")
    public Response job(@PathParam("job") String job, @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), JobPage.NAME)
                .with("job", job)
                .with("done", done);
        return Html.page(JobTemplates.job(one.view(address)));
    }
}
