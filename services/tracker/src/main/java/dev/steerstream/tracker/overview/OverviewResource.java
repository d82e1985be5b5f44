package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** The first page. */
@Path("/")
@Blocking
public class OverviewResource {
    private final OverviewPage page;
    private final Visitor visitor;

    OverviewResource(OverviewPage page, Visitor visitor) {
        this.page = page;
        this.visitor = visitor;
    }

    @GET
    @Produces(Html.TYPE)
    public Response overview() {
        PageAddress address =
                PageAddress.of(visitor.getTenant(), OverviewPage.NAME).installation(visitor.isInstallation());
        return Html.page(OverviewTemplates.overview(page.view(address)));
    }
}
