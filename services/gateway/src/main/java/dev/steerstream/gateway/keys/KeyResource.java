package dev.steerstream.gateway.keys;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Position;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.keys.KeyViews.Create;
import dev.steerstream.gateway.keys.KeyViews.Key;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Creating, listing and revoking API keys. */
@Path("/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "keys")
@Needs(Scope.OPERATE)
@Blocking
public class KeyResource {
    private static final List<String> USUAL = List.of(Scope.READ.id(), Scope.SUBMIT.id());

    private final ApiKeys keys;
    private final Caller caller;

    public KeyResource(ApiKeys keys, Caller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Create an API key",
            description = "The answer has its secret: it is told this once and cannot be read again.")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Key.class)))
    public Response create(@HeaderParam(Tenant.HEADER) String tenantHeader, Create ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        if (ask == null) {
            throw ProblemException.malformed(
                    "MALFORMED_JSON",
                    "the body is empty: it must be a JSON object with name",
                    "Send for example {\"name\": \"reports\", \"scopes\": [\"read\"]}.");
        }
        boolean all = Boolean.TRUE.equals(ask.allTenants());
        if (all && !caller.installation()) {
            throw ProblemException.forbidden(
                    "OTHER_TENANT",
                    "all_tenants is true, but the key that asks is of tenant " + tenant.name() + " alone",
                    "Ask with a key of the installation, or leave all_tenants out.");
        }
        Set<Scope> scopes = (ask.scopes() == null ? USUAL : ask.scopes())
                .stream().map(Scope::of).collect(Collectors.toSet());
        requireWithin(scopes);
        ApiKeys.Created created = keys.create(all ? null : tenant.name(), ask.name(), scopes, caller.actor());
        return Response.status(Response.Status.CREATED)
                .entity(Key.of(created.key(), created.secret()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Else a key that may only operate would read what it may not, by way of another. */
    private void requireWithin(Set<Scope> scopes) {
        List<String> beyond = scopes.stream()
                .filter(scope -> !caller.scopes().contains(scope))
                .map(Scope::id)
                .sorted()
                .toList();
        if (beyond.isEmpty()) return;
        throw ProblemException.forbidden(
                "SCOPE_BEYOND_CALLER",
                "scopes has " + String.join(", ", beyond) + ", which the key that asks has not: it has "
                        + caller.scopes().stream().map(Scope::id).sorted().collect(Collectors.joining(", ")),
                "Name scopes that your key has, or ask with a key that has those too.");
    }

    @GET
    @Operation(summary = "List the API keys, newest first, without their secrets")
    public Page<Key> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        int most = Page.limit(limit);
        Position from = Position.after(after);
        List<Key> found = keys.list(tenant.name(), caller.installation(), from.at(), from.id(), most + 1).stream()
                .map(key -> Key.of(key, null))
                .toList();
        return Page.of(found, most, key -> Position.of(key.createdAt(), key.id()));
    }

    @DELETE
    @Path("/{key}")
    @Operation(summary = "Revoke an API key: it ends at once, its sessions with it; a revoked one stays so")
    public Key revoke(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("key") String key) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("key", key);
        return keys.revoke(tenant.name(), caller.installation(), key, caller.actor())
                .map(revoked -> Key.of(revoked, null))
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_KEY",
                        "key " + Rules.shown(key) + " is not known in tenant " + tenant.name(),
                        "GET /v1/keys lists those that there are."));
    }
}
