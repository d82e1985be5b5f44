package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.OpenAiList;
import dev.steerstream.gateway.openai.batches.BatchViews.BatchObject;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.gateway.openai.files.FileViews.StoredFile;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.gateway.openai.parameters.Metadata;
import dev.steerstream.gateway.openai.parameters.OpenAiBody;
import dev.steerstream.gateway.openai.parameters.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Starting, reading and cancelling batches. */
@Path("/v1/batches")
@Tag(name = "openai")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class BatchResource {
    private static final int LONGEST_WINDOW = 24;
    private static final int SHORTEST_KEPT = 3600;
    private static final int LONGEST_KEPT = 2_592_000;

    private final BatchStore batches;
    private final FileStore files;
    private final BatchEndpoints endpoints;
    private final Duration filesKept;

    public BatchResource(
            BatchStore batches, FileStore files, BatchEndpoints endpoints, GatewayConfiguration configuration) {
        this.batches = batches;
        this.files = files;
        this.endpoints = endpoints;
        this.filesKept = configuration.gateway().batches().filesKept();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Start a batch",
            description =
                    "Every line of input_file_id is a request; its answers come as a file within completion_window (1h to 24h).")
    public BatchObject create(@HeaderParam(Tenant.HEADER) String tenantHeader, OpenAiBody body) {
        Tenant tenant = Tenant.of(tenantHeader);
        Parameters given = OpenAiBody.parameters(body);
        String endpoint = given.requiredText("endpoint");
        if (!endpoints.known(endpoint)) {
            throw given.unsupportedValue("endpoint", endpoint, "it is one of " + String.join(", ", endpoints.paths()));
        }
        String window = given.requiredText("completion_window");
        boolean hours = window.matches("[1-9][0-9]?h");
        Rules.require(hours && hours(window) <= LONGEST_WINDOW, "completion_window", window, "it is 1h to 24h");
        String input = given.requiredText("input_file_id");
        Map<String, String> metadata = Metadata.read(given);
        Duration kept = kept(given);
        given.end();
        StoredFile file = files.require(tenant, "input_file_id", input, "batch");
        return batches.add(tenant, endpoint, file, window, Duration.ofHours(hours(window)), metadata, kept);
    }

    private static int hours(String window) {
        return Integer.parseInt(window.substring(0, window.length() - 1));
    }

    private Duration kept(Parameters given) {
        Optional<Parameters> expires = given.object("output_expires_after");
        if (expires.isEmpty()) return filesKept;
        String anchor = expires.get().requiredText("anchor");
        Rules.require(anchor.equals("created_at"), "output_expires_after.anchor", anchor, "it is created_at");
        Integer seconds = expires.get().integer("seconds");
        Rules.require(
                seconds != null && seconds >= SHORTEST_KEPT && seconds <= LONGEST_KEPT,
                "output_expires_after.seconds",
                seconds,
                "it is " + SHORTEST_KEPT + " to " + LONGEST_KEPT);
        expires.get().end();
        return Duration.ofSeconds(seconds);
    }

    @GET
    @Operation(summary = "List batches, newest first")
    public OpenAiList<BatchObject> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        ListQuery query = ListQuery.of(after, limit);
        return OpenAiList.page(batches.list(Tenant.of(tenantHeader), query), query.limit(), BatchObject::id);
    }

    @GET
    @Path("/{batch}")
    @Operation(summary = "One batch with its counts")
    public BatchObject one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("batch") String batch) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("batch", batch);
        return batches.find(tenant, batch).orElseThrow(() -> BatchStore.unknown(tenant, batch));
    }

    @POST
    @Path("/{batch}/cancel")
    @Operation(summary = "Cancel a batch", description = "What has been answered by then is in its output file.")
    public BatchObject cancel(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("batch") String batch) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("batch", batch);
        return batches.cancel(tenant, batch);
    }
}
