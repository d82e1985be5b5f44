package dev.steerstream.tracker.http;

import dev.steerstream.tracker.gateway.Caller;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.Set;

/** Who asks, and how the pages are to look: the request's tenant and theme. Read from the request when it is asked for. */
@Named("visitor")
@RequestScoped
public class Visitor {
    public static final String THEME = "theme";
    static final Set<String> THEMES = Set.of("light", "dark");

    private final RoutingContext request;

    Visitor(RoutingContext request) {
        this.request = request;
    }

    /** @throws dev.steerstream.work.errors.SteerStreamException user {@code INVALID_ID} */
    public String getTenant() {
        return Tenant.of(request.request().getHeader(Tenant.HEADER));
    }

    /** In whose name the gateway is asked. */
    public Caller caller() {
        return new Caller(getTenant(), null);
    }

    /** light, dark, or auto: as the system has it. */
    public String getTheme() {
        var cookie = request.request().getCookie(THEME);
        return cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : "auto";
    }

    /** Path and query of the page, to come back to. */
    public String getPath() {
        return request.request().method() == io.vertx.core.http.HttpMethod.GET
                ? request.request().uri()
                : "/";
    }

    public boolean isLoggedIn() {
        return false;
    }
}
