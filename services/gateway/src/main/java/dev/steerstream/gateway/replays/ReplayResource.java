package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.replays.ReplayViews.Ask;
import dev.steerstream.gateway.replays.ReplayViews.Item;
import dev.steerstream.gateway.replays.ReplayViews.Replay;
import dev.steerstream.gateway.replays.ReplayViews.Settings;
import dev.steerstream.work.artefacts.Digests;
import dev.steerstream.work.database.Json;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Decoding past requests again under another version of the profile. */
@Path("/v1/tasks/{task}/replays")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "replays")
@Blocking
public class ReplayResource {
    private final ReplayStore store;
    private final Clock clock;

    public ReplayResource(ReplayStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Decode past requests again under another version of the profile",
            description =
                    "With the same seed and sampling, deterministically, behind live requests. The same id with the same"
                            + " content has no second effect. Only requests that are still kept can be repeated.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Replay.class)))
    public Response replay(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("task") String task, Ask ask) {
        Tenant tenant = Tenant.of(tenantHeader);
        Rules.identifier("task", task);
        if (ask == null) {
            throw ProblemException.malformed(
                    "MALFORMED_JSON",
                    "the body is empty: it must be a JSON object with profile_version and since",
                    "Send for example {\"profile_version\": 2, \"since\": \"2026-01-31T12:00:00Z\"}.");
        }
        String id = ask.id() == null ? UUID.randomUUID().toString() : Rules.identifier("id", ask.id());
        Settings settings = ReplayRules.settings(ask, clock.instant());
        Map<String, String> references = ReplayRules.references(ask.references());
        Replay added = store.add(tenant, task, id, hash(task, ask), settings, references);
        return Response.accepted(added)
                .header(HttpHeaders.LOCATION, "/v1/tasks/" + task + "/replays/" + id)
                .build();
    }

    /** Of what was asked, before defaults that depend on the clock. */
    private static String hash(String task, Ask ask) {
        byte[] asked = (task + "\n" + Json.write(ask)).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Digests.sha256().digest(asked));
    }

    @GET
    @Operation(summary = "List the task's replays, newest first")
    public Page<Replay> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Rules.identifier("task", task);
        return store.list(Tenant.of(tenantHeader), task, after, Page.limit(limit));
    }

    @GET
    @Path("/{replay}")
    @Operation(summary = "How far a replay is, and its report once it has ended")
    public Replay one(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("replay") String replay) {
        return find(Tenant.of(tenantHeader), task, replay);
    }

    @GET
    @Path("/{replay}/items")
    @Operation(summary = "The requests of a replay with both answers and how they compare")
    public Page<Item> items(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("replay") String replay,
            @QueryParam("changed") String changed,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        find(tenant, task, replay);
        int from = Page.position(after).map(text -> number(text, after)).orElse(-1);
        return store.items(tenant, replay, "true".equals(changed), from, Page.limit(limit));
    }

    @POST
    @Path("/{replay}/cancel")
    @Operation(
            summary = "End a replay",
            description = "What lies with the decoders is cancelled; the report says what was compared until then.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Replay.class)))
    public Response cancel(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("task") String task,
            @PathParam("replay") String replay) {
        Tenant tenant = Tenant.of(tenantHeader);
        find(tenant, task, replay);
        return Response.accepted(store.cancel(tenant, replay).orElseThrow(() -> unknown(tenant, task, replay)))
                .build();
    }

    private Replay find(Tenant tenant, String task, String replay) {
        Rules.identifier("task", task);
        Rules.identifier("replay", replay);
        return store.find(tenant, replay)
                .filter(found -> found.task().equals(task))
                .orElseThrow(() -> unknown(tenant, task, replay));
    }

    private static int number(String text, String after) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notOurs) {
            throw Page.invalidCursor(after);
        }
    }

    private static ProblemException unknown(Tenant tenant, String task, String replay) {
        return ProblemException.notFound(
                "UNKNOWN_REPLAY",
                "task " + Rules.shown(task) + " of tenant " + tenant.name() + " has no replay " + Rules.shown(replay),
                "GET /v1/tasks/" + task + "/replays lists those that there are.");
    }
}
