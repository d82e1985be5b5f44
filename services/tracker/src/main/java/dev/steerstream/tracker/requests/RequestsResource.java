package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

/** The pages of requests, the search by id, and cancelling. */
@Path("/requests")
@Produces(Html.TYPE)
@Blocking
public class RequestsResource {
    private final RequestsPage list;
    private final RequestPage one;
    private final GatewayDoor gateway;
    private final Visitor visitor;

    RequestsResource(RequestsPage list, RequestPage one, GatewayDoor gateway, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.gateway = gateway;
        this.visitor = visitor;
    }

    /** @param id goes to the request of this id */
    @GET
    public Response requests(
            @QueryParam("id") String id,
            @QueryParam("task") String task,
            @QueryParam("state") String state,
            @QueryParam("after") String after) {
        if (id != null && !id.isBlank()) {
            return Response.seeOther(UriBuilder.fromPath("/requests/{id}").build(id.strip()))
                    .build();
        }
        PageAddress address = PageAddress.of(visitor.getTenant(), RequestsPage.NAME)
                .with("task", task == null || task.isBlank() ? null : task)
                .with("state", state == null || state.isEmpty() ? null : state)
                .with("after", after);
        return Html.page(RequestTemplates.requests(list.view(address)));
    }

    @GET
    @Path("/{request}")
    public Response request(@PathParam("request") String request, @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), RequestPage.NAME)
                .with("request", request)
                .with("done", done);
        return Html.page(RequestTemplates.request(one.view(address)));
    }

    @POST
    @Path("/{request}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response cancel(@PathParam("request") String request) {
        gateway.post(visitor.caller(), Paths.generation(request, "/cancel"), JsonNodeFactory.instance.objectNode());
        return Html.seeOther("/requests/" + request + "?done=cancelled");
    }
}
