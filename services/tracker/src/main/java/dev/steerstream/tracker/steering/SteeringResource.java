package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** The steering pages. */
@Path("/steering")
@Produces(Html.TYPE)
@Blocking
public class SteeringResource {
    private final SteeringPages pages;
    private final Visitor visitor;

    SteeringResource(SteeringPages pages, Visitor visitor) {
        this.pages = pages;
        this.visitor = visitor;
    }

    @GET
    public Response list(@QueryParam("after") String after) {
        return Html.page(SteeringTemplates.steeringlist(pages.list(visitor.getTenant(), after)));
    }

    @GET
    @Path("/{task}")
    public Response one(@PathParam("task") String task, @QueryParam("version") String version) {
        Long asked = version == null ? null : (Long) Numbers.whole("version", version);
        return Html.page(SteeringTemplates.steering(pages.one(visitor.getTenant(), task, asked)));
    }
}
