package dev.steerstream.tracker.login;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Needs;
import dev.steerstream.tracker.http.Tenant;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/** Choosing the tenant to look at, for a browser whose key is for every tenant. The choice lasts as long as its session. */
@Path("/tenant")
@Produces(Html.TYPE)
@Blocking
@Needs(Access.TENANTS)
public class TenantResource {
    private final TenantQueries queries;
    private final BrowserKeys browsers;
    private final Visitor visitor;

    TenantResource(TenantQueries queries, BrowserKeys browsers, Visitor visitor) {
        this.queries = queries;
        this.browsers = browsers;
        this.visitor = visitor;
    }

    /** {@code templates/tenant.html}. */
    @CheckedTemplate(basePath = "")
    static final class Pages {
        private Pages() {}

        static native TemplateInstance tenant(Section<List<String>> tenants);
    }

    @GET
    public Response choice() {
        if (!visitor.isSwitching()) return Html.seeOther("/");
        return Html.page(Pages.tenant(new Loading().stored(queries::tenants)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response choose(@RestForm String tenant, @CookieParam(Entrance.SESSION) String session) {
        visitor.require(Access.TENANTS, "/tenant");
        String chosen = Tenant.of(tenant == null ? "" : tenant.strip());
        if (visitor.isSwitching()) browsers.choose(session, chosen);
        return Html.seeOther("/");
    }
}
