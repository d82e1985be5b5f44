package dev.steerstream.gateway.access;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.AuthenticationMode;
import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import dev.steerstream.work.keys.Secrets;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Before every endpoint: whose key or token this is, whether it may do this, and for which tenant. The tenant header that endpoints read is set here, so
 * none can be reached around it.
 */
public final class Authentication {
    private static final String SCHEME = "bearer ";

    private final AuthenticationMode mode;
    private final ApiKeys keys;
    private final ProviderTokens tokens;
    private final Caller caller;

    public Authentication(GatewayConfiguration configuration, ApiKeys keys, ProviderTokens tokens, Caller caller) {
        this.mode = configuration.authentication();
        this.keys = keys;
        this.tokens = tokens;
        this.caller = caller;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public void check(ContainerRequestContext request, ResourceInfo endpoint) {
        if (mode == AuthenticationMode.NONE) return;
        String secret = secret(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
        Principal principal = known(secret).orElseThrow(Authentication::unknown);
        Scope needed = EndpointScope.of(endpoint.getResourceMethod());
        if (!principal.may(needed)) {
            throw ProblemException.forbidden(
                    "SCOPE_NEEDED",
                    request.getMethod() + " " + request.getUriInfo().getPath() + " needs a key with the scope "
                            + needed.id() + "; this one has " + shown(principal),
                    "Ask for it with another key; steer key create makes one.");
        }
        request.getHeaders().putSingle(Tenant.HEADER, tenant(request, principal));
        caller.set(principal, () -> known(secret).isPresent());
    }

    /** Of a key that nobody has, or has any more. */
    public static ProblemException unknown() {
        return ProblemException.unauthorized(
                "KEY_UNKNOWN",
                "the key in the header Authorization is unknown, expired or revoked",
                "Send a key that is good; steer key list shows those that there are.");
    }

    private Optional<Principal> known(String secret) {
        return secret.startsWith(Secrets.KEY_PREFIX) || mode == AuthenticationMode.KEYS
                ? keys.principal(secret)
                : tokens.principal(secret);
    }

    private static String secret(List<String> headers) {
        if (headers == null || headers.isEmpty()) {
            throw ProblemException.unauthorized(
                    "KEY_MISSING",
                    "the request has no header Authorization, and this gateway asks for a key",
                    "Send Authorization: Bearer sk-steer-…; steer key create makes a key, and steer up keeps one in its"
                            + " state directory.");
        }
        String header = headers.get(0);
        if (headers.size() > 1 || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw ProblemException.unauthorized(
                    "KEY_MALFORMED",
                    "the header Authorization is not one Bearer token",
                    "Send Authorization: Bearer and the key, once.");
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static String tenant(ContainerRequestContext request, Principal principal) {
        List<String> named = request.getHeaders().get(Tenant.HEADER);
        if (named == null || named.isEmpty()) return principal.tenant();
        String tenant = Tenant.of(named.get(0)).name();
        boolean allowed = named.size() == 1 && (principal.anyTenant() || tenant.equals(principal.tenant()));
        if (allowed) return tenant;
        throw ProblemException.forbidden(
                "OTHER_TENANT",
                "the header " + Tenant.HEADER + " is " + Rules.shown(String.join(", ", named))
                        + ", but the key is of tenant " + principal.tenant(),
                "Leave the header out, or send a key of that tenant.");
    }

    private static String shown(Principal principal) {
        return String.join(
                ", ", principal.scopes().stream().map(Scope::id).sorted().toList());
    }
}
