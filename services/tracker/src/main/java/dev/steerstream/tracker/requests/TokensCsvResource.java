package dev.steerstream.tracker.requests;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;

/** A request's tokens as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class TokensCsvResource {
    private final RequestQueries queries;
    private final Visitor visitor;

    TokensCsvResource(RequestQueries queries, Visitor visitor) {
        this.queries = queries;
        this.visitor = visitor;
    }

    @GET
    @Path("/generations/{request}/tokens.csv")
    public String tokens(@PathParam("request") String request) {
        List<List<Object>> rows = queries.tokens(visitor.getTenant(), request).stream()
                .flatMap(details -> details.tokens().stream())
                .map(token -> Arrays.<Object>asList(
                        token.place(),
                        token.id(),
                        token.text(),
                        token.base(),
                        token.warm(),
                        token.steered(),
                        token.changed(),
                        token.warmChoice()))
                .toList();
        return Csv.of(List.of("place", "token_id", "text", "base", "warm", "steered", "changed", "warm_choice"), rows);
    }
}
