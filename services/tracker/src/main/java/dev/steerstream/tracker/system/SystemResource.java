package dev.steerstream.tracker.system;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Needs;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.system.StorageQueries.AuditRow;
import dev.steerstream.tracker.system.StorageQueries.Storage;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** The system page. */
@Path("/system")
@Produces(Html.TYPE)
@Blocking
@Needs(Access.INSTALLATION)
public class SystemResource {
    private static final int LINES = 30;

    private final SystemReading reading;
    private final StorageQueries queries;
    private final LiveViews live;
    private final Visitor visitor;

    SystemResource(SystemReading reading, StorageQueries queries, LiveViews live, Visitor visitor) {
        this.reading = reading;
        this.queries = queries;
        this.live = live;
        this.visitor = visitor;
    }

    @GET
    public Response system(@QueryParam("audit") String audit) {
        long before = audit == null ? Long.MAX_VALUE : Numbers.whole("audit", audit);
        String tenant = visitor.getTenant();
        Loading loading = new Loading();
        Section<Storage> storage = loading.stored(queries::storage);
        Section<Page<AuditRow>> lines = loading.stored(() -> queries.audit(tenant, before, LINES));
        return Html.page(SystemTemplates.system(
                new SystemView(loading.obstacles(live.obstacles()), reading.read(), storage, audit == null, lines)));
    }
}
