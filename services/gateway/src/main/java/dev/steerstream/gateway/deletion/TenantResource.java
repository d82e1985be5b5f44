package dev.steerstream.gateway.deletion;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Deleting tenants, which only an installation's key may. */
@Path("/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@Blocking
public class TenantResource {
    private final TenantDeletion deletion;
    private final Caller caller;

    public TenantResource(TenantDeletion deletion, Caller caller) {
        this.deletion = deletion;
        this.caller = caller;
    }

    @DELETE
    @Path("/{tenant}")
    @Operation(
            summary = "Delete all that a tenant has: keys, requests, datasets, tasks, dead letters",
            description =
                    "The audit and the ids of its requests stay. What is being worked on goes with a second call.")
    public Deleted delete(@PathParam("tenant") String tenant) {
        Tenant named = Tenant.of(tenant);
        if (!caller.installation()) {
            throw ProblemException.forbidden(
                    "INSTALLATION_KEY_NEEDED",
                    "tenant " + Rules.shown(tenant) + " can be deleted by a key of the installation only",
                    "Ask with the operator's key.");
        }
        return deletion.delete(named, caller.actor());
    }
}
