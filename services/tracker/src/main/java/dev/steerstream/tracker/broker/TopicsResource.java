package dev.steerstream.tracker.broker;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Needs;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** The pages of topics and groups. */
@Path("/topics")
@Produces(Html.TYPE)
@Blocking
@Needs(Access.INSTALLATION)
public class TopicsResource {
    private final TopicsPage page;
    private final Visitor visitor;

    TopicsResource(TopicsPage page, Visitor visitor) {
        this.page = page;
        this.visitor = visitor;
    }

    @GET
    public Response topics() {
        return Html.page(TopicTemplates.topics(page.view(PageAddress.of(visitor.getTenant(), TopicsPage.NAME))));
    }

    @GET
    @Path("/{topic}")
    public Response topic(@PathParam("topic") String topic) {
        return Html.page(TopicTemplates.topic(page.topic(visitor.getTenant(), topic)));
    }
}
