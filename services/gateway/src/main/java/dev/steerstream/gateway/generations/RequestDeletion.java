package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.http.Deleted;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Removes what a request asked, what was answered, and its detail. The id stays with the content's hash and the state, so that a record that is
 * delivered again is not run again.
 */
@Singleton
public class RequestDeletion {
    private static final String STRIP =
            "update generation set body = '{}', result = result - array['choices', 'receipt', 'usage'],"
                    + " task = null, deleted_at = clock_timestamp()"
                    + " where tenant = :tenant and ended_at is not null and deleted_at is null";

    private final Database database;

    public RequestDeletion(Database database) {
        this.database = database;
    }

    /** @throws ProblemException 404 {@code UNKNOWN_GENERATION}, 409 {@code NOT_ENDED} */
    public Deleted delete(Tenant tenant, String request, String actor) {
        return database.inTransaction(handle -> {
            requireEnded(handle, tenant, request);
            int details = handle.createUpdate(
                            "delete from generation_detail where tenant = :tenant and request = :request")
                    .bind("tenant", tenant.name())
                    .bind("request", request)
                    .execute();
            handle.createUpdate("delete from held_request where tenant = :tenant and request = :request")
                    .bind("tenant", tenant.name())
                    .bind("request", request)
                    .execute();
            handle.createUpdate(STRIP + " and request = :request")
                    .bind("tenant", tenant.name())
                    .bind("request", request)
                    .execute();
            Map<String, Integer> rows = Map.of("generation", 1, "generation_detail", details);
            Audit.write(handle, tenant.name(), actor, "delete", "request " + request, rows);
            return new Deleted("request " + request, rows, "the id, so that it is not run again");
        });
    }

    private static void requireEnded(Handle handle, Tenant tenant, String request) {
        boolean ended = handle.createQuery("select ended_at is not null from generation"
                        + " where tenant = :tenant and request = :request and deleted_at is null for update")
                .bind("tenant", tenant.name())
                .bind("request", request)
                .mapTo(Boolean.class)
                .findOne()
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_GENERATION",
                        "request " + Rules.shown(request) + " is not known in tenant " + tenant.name()
                                + ", or was deleted before",
                        "Check the id and the tenant."));
        if (ended) return;
        throw ProblemException.conflict(
                "NOT_ENDED",
                "request " + Rules.shown(request) + " has not ended: a decoder may be at it",
                "Cancel it with POST /v1/generations/" + request + "/cancel, and delete it once it has ended.");
    }

    /** All of a tenant's that have ended, in the caller's transaction; how many. */
    public static int deleteAll(Handle handle, Tenant tenant) {
        handle.createUpdate("delete from generation_detail d using generation g where g.tenant = :tenant"
                        + " and g.ended_at is not null and d.tenant = g.tenant and d.request = g.request")
                .bind("tenant", tenant.name())
                .execute();
        handle.createUpdate("delete from held_request h using generation g where g.tenant = :tenant"
                        + " and g.ended_at is not null and h.tenant = g.tenant and h.request = g.request")
                .bind("tenant", tenant.name())
                .execute();
        return handle.createUpdate(STRIP).bind("tenant", tenant.name()).execute();
    }
}
