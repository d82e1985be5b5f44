package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.http.Csv;
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
import java.util.Arrays;
import java.util.List;

/** The pages of requests, the search by id, cancelling, and a request's tokens as CSV. */
@Path("/")
@Blocking
public class RequestsResource {
    private final RequestsPage list;
    private final RequestPage one;
    private final RequestQueries queries;
    private final GatewayDoor gateway;
    private final Visitor visitor;

    RequestsResource(
            RequestsPage list, RequestPage one, RequestQueries queries, GatewayDoor gateway, Visitor visitor) {
        this.list = list;
        this.one = one;
        this.queries = queries;
        this.gateway = gateway;
        this.visitor = visitor;
    }

    /** @param id goes to the request of this id */
    @GET
    @Path("/requests")
    @Produces(Html.TYPE)
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
    @Path("/requests/{request}")
    @Produces(Html.TYPE)
    public Response request(@PathParam("request") String request, @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), RequestPage.NAME)
                .with("request", request)
                .with("done", done);
        return Html.page(RequestTemplates.request(one.view(address)));
    }

    @POST
    @Path("/requests/{request}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response cancel(@PathParam("request") String request) {
        gateway.post(
                visitor.caller(), Paths.generation(request, "/cancel"), JsonNodeFactory.instance.objectNode());
        return Html.seeOther("/requests/" + request + "?done=cancelled");
    }

    @GET
    @Path("/v1/tracker/generations/{request}/tokens.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String tokens(@PathParam("request") String request) {
        List<List<Object>> rows = queries.tokens(visitor.getTenant(), request).stream()
                .flatMap(details -> details.tokens().stream())
                .map(token -> Arrays.<Object>asList(
                        token.place(), token.id(), token.text(), token.base(), token.warm(), token.steered()))
                .toList();
        return Csv.of(List.of("place", "token_id", "text", "base", "warm", "steered"), rows);
    }
}
