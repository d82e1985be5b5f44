package dev.steerstream.tracker.http;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Shown;
import dev.steerstream.tracker.gateway.Caller;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.keys.Principal;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.Set;

/** Who asks, and how the pages are to look: the request's tenant, key and theme. Where nobody is asked who they are, nobody is known. */
@Named("visitor")
@RequestScoped
public class Visitor {
    public static final String THEME = "theme";
    static final Set<String> THEMES = Set.of("light", "dark");

    private final RoutingContext request;
    private Principal principal;
    private String tenant;
    private String secret;
    private String session;
    private String formTenant;

    Visitor(RoutingContext request) {
        this.request = request;
    }

    /** @param browser the session that the key came with, or null */
    public void known(Principal whose, String forTenant, String key, String browser) {
        principal = whose;
        tenant = forTenant;
        secret = key;
        session = browser;
    }

    /** @throws dev.steerstream.work.errors.SteerStreamException user {@code INVALID_ID} */
    public String getTenant() {
        return tenant != null ? tenant : Tenant.of(request.request().getHeader(Tenant.HEADER));
    }

    /** For who asks later whether it is still good. */
    public Shown shown() {
        return new Shown(session, secret);
    }

    /** @param ofForm the tenant that the page of the sent form was of */
    void sends(String ofForm) {
        formTenant = ofForm;
    }

    /**
     * In whose name the gateway is asked.
     *
     * @throws SteerStreamException user {@code OTHER_TENANT} where the form is of a page of another tenant than the one that was chosen since
     */
    public Caller caller() {
        if (formTenant != null && !formTenant.equals(getTenant())) {
            throw SteerStreamException.user(
                    "OTHER_TENANT",
                    "the form is of a page of another tenant, and tenant " + getTenant() + " was chosen since",
                    "Nothing was done. Switch back to the tenant of the page, then send the form again.");
        }
        return new Caller(getTenant(), secret);
    }

    /**
     * @param what is to be seen, for the refusal
     * @throws dev.steerstream.work.errors.SteerStreamException user {@code SCOPE_NEEDED} or {@code INSTALLATION_KEY_NEEDED}
     */
    public void require(Access access, String what) {
        access.require(principal, what);
    }

    /** Whether dead letters are shown. */
    public boolean isOperator() {
        return Access.OPERATOR.given(principal);
    }

    /** Whether what serves every tenant is shown. */
    public boolean isInstallation() {
        return Access.INSTALLATION.given(principal);
    }

    /** light, dark, or auto: as the system has it. */
    public String getTheme() {
        var cookie = request.request().getCookie(THEME);
        return cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : "auto";
    }

    /** Path and query of the page, to come back to. */
    public String getPath() {
        return request.request().method() == HttpMethod.GET ? request.request().uri() : "/";
    }

    /** Whether another tenant can be chosen, which lasts as long as the session. */
    public boolean isSwitching() {
        return session != null && Access.TENANTS.given(principal);
    }

    public boolean isLoggedIn() {
        return session != null;
    }
}
