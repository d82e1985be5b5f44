package dev.steerstream.tracker.jobs;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Plot;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/** The numbers of a job's plots as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class JobPlotsResource {
    private final JobPage page;
    private final Visitor visitor;

    JobPlotsResource(JobPage page, Visitor visitor) {
        this.page = page;
        this.visitor = visitor;
    }

    @GET
    @Path("/jobs/{job}/{plot}.csv")
    public String plot(@PathParam("job") String job, @PathParam("plot") String name) {
        Plot plot = page.plots(visitor.getTenant(), job).named(name);
        if (plot == null) throw new NotFoundException();
        return Csv.of(plot);
    }
}
