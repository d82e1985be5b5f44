package dev.steerstream.tracker.page;

import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.stream.EventStreams;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.arc.All;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The event streams, one a page. */
@Path("/events")
@Blocking
public class EventsResource {
    private final Map<String, LivePage> pages;
    private final EventStreams streams;
    private final Visitor visitor;

    EventsResource(@All List<LivePage> pages, EventStreams streams, Visitor visitor) {
        this.pages = pages.stream().collect(Collectors.toMap(LivePage::name, Function.identity()));
        this.streams = streams;
        this.visitor = visitor;
    }

    /**
     * Follows a page, or the feed alone where none is named: then each line is JSON.
     *
     * @param lastEventId the browser's, when it comes back
     * @param last the last line that the page has, when it comes first
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(
            @HeaderParam("Last-Event-ID") String lastEventId,
            @QueryParam("last") String last,
            @QueryParam("page") String page,
            @QueryParam("task") String task,
            @Context UriInfo uri,
            @Context Sse sse) {
        String tenant = visitor.getTenant();
        Long from = line("Last-Event-ID", lastEventId);
        if (from == null) from = line("last", last);
        if (page == null) return streams.open(sse, new FollowedFeed(tenant, task), visitor.shown(), from);
        LivePage found = pages.get(page);
        if (found == null) {
            throw SteerStreamException.user(
                    "INVALID_VALUE",
                    "page is \"" + page.substring(0, Math.min(100, page.length())) + "\": it is one of "
                            + pages.keySet().stream().sorted().collect(Collectors.joining(", ")),
                    "Leave page out for the feed alone.");
        }
        visitor.require(found.needs(), "/events?page=" + page);
        PageAddress address =
                PageAddress.of(tenant, page, uri.getQueryParameters()).installation(visitor.isInstallation());
        return streams.open(sse, new FollowedPage(found, address), visitor.shown(), from);
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
}
