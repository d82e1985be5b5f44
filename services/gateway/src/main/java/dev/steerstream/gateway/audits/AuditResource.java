package dev.steerstream.gateway.audits;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reading the audit. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@Needs(Scope.OPERATE)
@Blocking
public class AuditResource {
    private final Database database;

    public AuditResource(Database database) {
        this.database = database;
    }

    /**
     * One thing that was done.
     *
     * @param actor who did it: a key, a command by its id, or anonymous
     * @param subject kind and id of what it was done to
     */
    public record AuditEntry(long number, Instant at, String actor, String action, String subject, JsonNode detail) {}

    @GET
    @Operation(summary = "List deletions, promotions, redrives and keys, newest first, by action and subject")
    public Page<AuditEntry> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("action") String action,
            @QueryParam("subject") String subject,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        int most = Page.limit(limit);
        long before = Page.position(after).map(text -> number(text, after)).orElse(Long.MAX_VALUE);
        return database.read(handle -> {
            List<AuditEntry> rows = handle.createQuery("select id, at, actor, action, subject, detail::text detail"
                            + " from audit where tenant = :tenant and id < :before"
                            + " and (cast(:action as text) is null or action = :action)"
                            + " and (cast(:subject as text) is null or subject = :subject)"
                            + " order by id desc limit :limit")
                    .bind("tenant", tenant.name())
                    .bind("before", before)
                    .bind("action", action)
                    .bind("subject", subject)
                    .bind("limit", most + 1)
                    .map((row, context) -> new AuditEntry(
                            row.getLong("id"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("actor"),
                            row.getString("action"),
                            row.getString("subject"),
                            Json.read(JsonNode.class, row.getString("detail"))))
                    .list();
            return Page.of(rows, most, row -> Long.toString(row.number()));
        });
    }

    private static long number(String text, String after) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            throw Page.invalidCursor(after);
        }
    }
}
