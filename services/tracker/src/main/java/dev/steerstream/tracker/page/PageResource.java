package dev.steerstream.tracker.page;

import dev.steerstream.tracker.http.Tenant;
import dev.steerstream.tracker.stream.EventStreams;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/** The pages and their event streams. */
@Path("/")
@Blocking
public class PageResource {
    private static final String HTML = "text/html; charset=utf-8";

    private final Pages pages;
    private final EventStreams streams;

    PageResource(Pages pages, EventStreams streams) {
        this.pages = pages;
        this.streams = streams;
    }

    @GET
    @Produces(HTML)
    public Response overview(@HeaderParam(Tenant.HEADER) String header, @QueryParam("after") String after) {
        return html(Templates.overview(pages.overview(new PagePlace(Tenant.of(header), null, after, null, null))));
    }

    @GET
    @Path("/tasks/{task}")
    @Produces(HTML)
    public Response task(
            @HeaderParam(Tenant.HEADER) String header,
            @PathParam("task") String task,
            @QueryParam("adaptations") String adaptations,
            @QueryParam("requests") String requests) {
        return html(Templates.task(pages.task(new PagePlace(Tenant.of(header), task, null, adaptations, requests))));
    }

    /**
     * Follows a page, or the feed alone where none is named: then each line is JSON.
     *
     * @param lastEventId the browser's, when it comes back
     * @param last the last line that the page has, when it comes first
     */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(
            @HeaderParam(Tenant.HEADER) String header,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @QueryParam("last") String last,
            @QueryParam("page") String page,
            @QueryParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("adaptations") String adaptations,
            @QueryParam("requests") String requests,
            @Context Sse sse) {
        String tenant = Tenant.of(header);
        Long from = line("Last-Event-ID", lastEventId);
        if (from == null) from = line("last", last);
        if (page == null) return streams.open(sse, new FollowedFeed(tenant, task), from);
        String ofTask = page.equals("task") ? task : null;
        return streams.open(
                sse, new FollowedPage(pages, new PagePlace(tenant, ofTask, after, adaptations, requests)), from);
    }

    private static Long line(String name, String text) {
        if (text == null || text.isEmpty()) return null;
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw SteerStreamException.user(
                    "INVALID_VALUE",
                    name + " is not a number: it is the number of a line of the feed",
                    "Send the id of the last event that you have, or leave it out.");
        }
    }

    /** What is shown is a tenant's, and old the next moment. */
    private static Response html(TemplateInstance page) {
        return Response.ok(page.render(), HTML)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
