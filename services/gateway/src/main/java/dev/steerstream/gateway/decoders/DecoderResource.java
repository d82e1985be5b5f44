package dev.steerstream.gateway.decoders;

import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Tenant;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows the decoders of the installation: they serve every tenant. */
@Path("/v1/decoders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "decoders")
@Blocking
public class DecoderResource {
    private final DecoderQueries queries;

    public DecoderResource(DecoderQueries queries) {
        this.queries = queries;
    }

    @GET
    @Operation(summary = "List the running decoders, newest first, each with its base model and weight format")
    public Page<DecoderView> list(@HeaderParam(Tenant.HEADER) String tenantHeader) {
        Tenant.of(tenantHeader);
        return new Page<>(queries.running(), null);
    }
}
