package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.http.Tenant;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The rows of new requests. */
final class IntakeRows {
    private IntakeRows() {}

    /**
     * Inserts, with one statement, those whose names are not there, and returns these with the time of their rows.
     *
     * @param ahead those whose messages are for the topic of requests that somebody waits for
     */
    static Map<Name, Instant> insert(Handle handle, List<Asking> askings, Set<Name> ahead) {
        if (askings.isEmpty()) return Map.of();
        // In the names' order: two gateways that insert the same ones wait for one another in one direction only.
        return handle.createQuery(
                        "insert into generation (tenant, request, content_hash, task, state, body, deadline, replay, trace_id, ahead)"
                                + " select tenant, request, hash, task, 'queued', cast(body as jsonb),"
                                + " cast(deadline as timestamptz), replay, trace_id, ahead"
                                + " from unnest(:tenants, :requests, :hashes, :tasks, :bodies, :deadlines, :replays, :traces, :ahead)"
                                + " as asked (tenant, request, hash, task, body, deadline, replay, trace_id, ahead)"
                                + " order by tenant, request on conflict (tenant, request) do nothing"
                                + " returning tenant, request, created_at")
                .bind("tenants", texts(askings, asking -> asking.name().tenant().name()))
                .bind("requests", texts(askings, asking -> asking.name().request()))
                .bind("hashes", texts(askings, Asking::hash))
                .bind("tasks", texts(askings, asking -> asking.request().task()))
                .bind("bodies", texts(askings, Asking::body))
                .bind(
                        "deadlines",
                        texts(askings, asking -> asking.request().deadline().toString()))
                .bind("replays", texts(askings, Asking::replay))
                .bind("traces", texts(askings, Asking::trace))
                .bind(
                        "ahead",
                        askings.stream()
                                .map(asking -> ahead.contains(asking.name()))
                                .toArray(Boolean[]::new))
                .reduceRows(new HashMap<>(), (stored, row) -> {
                    stored.put(
                            new Name(
                                    new Tenant(row.getColumn("tenant", String.class)),
                                    row.getColumn("request", String.class)),
                            row.getColumn("created_at", OffsetDateTime.class).toInstant());
                    return stored;
                });
    }

    static String[] texts(List<Asking> askings, Function<Asking, String> member) {
        return askings.stream().map(member).toArray(String[]::new);
    }
}
