package dev.steerstream.gateway.deletion;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Deleting adapters. */
@Path("/v1/adapters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@Blocking
public class AdapterResource {
    private final AdapterDeletion deletion;
    private final Caller caller;

    public AdapterResource(AdapterDeletion deletion, Caller caller) {
        this.deletion = deletion;
        this.caller = caller;
    }

    @DELETE
    @Path("/{digest}")
    @Operation(
            summary = "Delete an adapter with the profiles that need it",
            description =
                    "Refused where requests may take it: a profile in force, a running ramp, an adaptation at work.")
    public Deleted delete(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("digest") String digest) {
        Rules.require(digest.matches("[0-9a-f]{64}"), "digest", digest, "it is a sha256 in 64 lower-case hex digits");
        return deletion.delete(Tenant.of(tenantHeader), digest, caller.actor());
    }
}
