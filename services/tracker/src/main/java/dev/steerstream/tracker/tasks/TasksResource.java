package dev.steerstream.tracker.tasks;

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

/** The pages of tasks. */
@Path("/tasks")
@Produces(Html.TYPE)
@Blocking
public class TasksResource {
    private final TasksPage list;
    private final TaskPage one;
    private final Visitor visitor;

    TasksResource(TasksPage list, TaskPage one, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.visitor = visitor;
    }

    @GET
    public Response tasks(@QueryParam("after") String after) {
        PageAddress address =
                PageAddress.of(visitor.getTenant(), TasksPage.NAME).with("after", after);
        return Html.page(TaskTemplates.tasks(list.view(address)));
    }

    @GET
    @Path("/{task}")
    public Response task(
            @PathParam("task") String task,
            @QueryParam("adaptations") String adaptations,
            @QueryParam("requests") String requests,
            @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), TaskPage.NAME)
                .with("task", task)
                .with("adaptations", adaptations)
                .with("requests", requests)
                .with("done", done);
        return Html.page(TaskTemplates.task(one.view(address)));
    }
}
