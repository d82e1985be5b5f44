package dev.steerstream.tracker.system;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Needs;
import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;

/** The audit log as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
@Needs(Access.OPERATOR)
public class AuditCsvResource {
    private static final int MOST_LINES = 10_000;

    private final StorageQueries queries;
    private final Visitor visitor;

    AuditCsvResource(StorageQueries queries, Visitor visitor) {
        this.queries = queries;
        this.visitor = visitor;
    }

    @GET
    @Path("/audit.csv")
    public String audit() {
        List<List<Object>> rows = queries.audit(visitor.getTenant(), Long.MAX_VALUE, MOST_LINES).items().stream()
                .map(row -> Arrays.<Object>asList(row.at(), row.actor(), row.action(), row.subject(), row.detail()))
                .toList();
        return Csv.of(List.of("at", "actor", "action", "subject", "detail"), rows);
    }
}
