package dev.steerstream.tracker.login;

import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.tracker.http.Tenant;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.LocalPath;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.AuthenticationMode;
import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import dev.steerstream.work.keys.Sessions;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Before every page: whose key or session this is, and whether it may look. What a form commands is judged by the gateway, which is asked with the same
 * key.
 */
public class Entrance {
    static final String SESSION = "session";
    private static final String SCHEME = "Bearer ";

    private final AuthenticationMode mode;
    private final ApiKeys keys;
    private final Sessions sessions;
    private final BrowserKeys browsers;
    private final Visitor visitor;

    Entrance(
            TrackerConfiguration configuration,
            ApiKeys keys,
            Sessions sessions,
            BrowserKeys browsers,
            Visitor visitor) {
        this.mode = configuration.authentication();
        this.keys = keys;
        this.sessions = sessions;
        this.browsers = browsers;
        this.visitor = visitor;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Optional<Response> check(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (mode == AuthenticationMode.NONE || open(path)) return Optional.empty();
        if (!known(request)) return Optional.of(refused(request, path));
        // A form commands through the gateway, which asks for the scope that the command needs.
        if (request.getMethod().equals(HttpMethod.GET) && !visitor.may(needed(path))) {
            throw SteerStreamException.user(
                    "SCOPE_NEEDED",
                    path + " needs a key with the scope " + needed(path).id(),
                    "Log in with another key; steer key create makes one.");
        }
        return Optional.empty();
    }

    /** The login itself, and what has nobody's numbers in it. */
    private static boolean open(String path) {
        return path.equals("/login") || path.equals("/theme") || path.startsWith("/assets/");
    }

    /** What is the whole installation's is for operators. */
    private static Scope needed(String path) {
        boolean operators = path.startsWith("/topics")
                || path.startsWith("/system")
                || path.startsWith("/dead-letters")
                || path.startsWith("/v1/tracker/topics")
                || path.startsWith("/v1/tracker/groups")
                || path.startsWith("/v1/tracker/audit");
        return operators ? Scope.OPERATE : Scope.READ;
    }

    private boolean known(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            String secret = header.substring(SCHEME.length()).strip();
            return keys.principal(secret)
                    .map(principal -> enter(request, principal, secret, false))
                    .orElse(false);
        }
        Cookie cookie = request.getCookies().get(SESSION);
        if (cookie == null) return false;
        Optional<String> secret = browsers.of(cookie.getValue());
        if (secret.isEmpty()) return false;
        return principal(request, cookie.getValue())
                .map(principal -> enter(request, principal, secret.get(), true))
                .orElse(false);
    }

    /** While the database is away a browser that was let in lately may look on; the gateway, which commands are asked of, may not. */
    private Optional<Principal> principal(ContainerRequestContext request, String session) {
        try {
            Optional<Principal> told = sessions.principal(session);
            told.ifPresent(whose -> browsers.told(session, whose));
            return told;
        } catch (RuntimeException thrown) {
            boolean looks = request.getMethod().equals(HttpMethod.GET);
            if (!looks || !Failures.retriable(Failures.of(thrown))) throw thrown;
            return Optional.of(browsers.lately(session).orElseThrow(() -> thrown));
        }
    }

    private boolean enter(ContainerRequestContext request, Principal principal, String secret, boolean browser) {
        String named = request.getHeaderString(Tenant.HEADER);
        String tenant = named == null ? principal.tenant() : Tenant.of(named);
        if (!principal.anyTenant() && !tenant.equals(principal.tenant())) {
            throw SteerStreamException.user(
                    "OTHER_TENANT",
                    "the header " + Tenant.HEADER + " names another tenant than the key's",
                    "Leave the header out, or send a key of that tenant.");
        }
        // Those who read the header read the tenant that was let in.
        request.getHeaders().putSingle(Tenant.HEADER, tenant);
        visitor.known(principal, tenant, secret, browser);
        return true;
    }

    private static Response refused(ContainerRequestContext request, String path) {
        boolean page = !path.startsWith("/v1/") && !path.startsWith("/events");
        if (page && request.getMethod().equals(HttpMethod.GET)) {
            String to = request.getUriInfo().getRequestUri().getRawPath();
            return Response.seeOther(UriBuilder.fromPath("/login")
                            .queryParam("to", "{to}")
                            .build(to))
                    .build();
        }
        if (page && request.getMethod().equals(HttpMethod.POST)) {
            String above = LocalPath.above(path);
            return Response.status(Response.Status.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .type(Html.TYPE)
                    .entity(LoginResource.Pages.login(above == null ? LocalPath.of(path) : above, false, true)
                            .render())
                    .build();
        }
        return Response.status(Response.Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .type("application/problem+json")
                .entity("{\"type\":\"urn:steerstream:problem:key-missing\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"the request has no good key and no session\",\"code\":\"KEY_MISSING\","
                        + "\"advice\":\"Send Authorization: Bearer sk-steer-…, or log in at /login.\"}")
                .build();
    }
}
