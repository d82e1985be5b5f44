package dev.steerstream.gateway.generations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Gathering;
import dev.steerstream.work.database.Json;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The rows of {@code generation} as the gateway reads them. Safe from any thread. */
@Singleton
public class GenerationStore {
    static final String COLUMNS =
            " request, task, state, cancel_requested, deadline, created_at, started_at, ended_at, result::text result ";

    private final Database database;
    private final Gathering<Name, Optional<Generation>> lookups;

    public GenerationStore(Database database) {
        this.database = database;
        this.lookups = Gathering.start("generation-lookup", this::find);
    }

    /** A request's full name. */
    public record Name(Tenant tenant, String request) {}

    public Optional<Generation> find(Tenant tenant, String request) {
        return database.read(handle -> find(handle, tenant, request, ""));
    }

    /** As above without waiting for it: together with those that are looked for at the same time. Completed on a thread where nobody may linger. */
    public CompletableFuture<Optional<Generation>> findSoon(Name name) {
        return lookups.ask(name);
    }

    private List<Optional<Generation>> find(List<Name> names) {
        Map<Name, Known> known = database.read(handle -> known(handle, names));
        return names.stream()
                .map(name -> Optional.ofNullable(known.get(name))
                        .filter(row -> !row.deleted())
                        .map(Known::generation))
                .toList();
    }

    /** @param lock empty, or what a query ends with that locks its row */
    static Optional<Generation> find(Handle handle, Tenant tenant, String request, String lock) {
        return handle.createQuery("select" + COLUMNS + "from generation where tenant = :tenant and request = :request"
                        + " and deleted_at is null" + lock)
                .bind("tenant", tenant.name())
                .bind("request", request)
                .map(GenerationStore::generation)
                .findOne();
    }

    /** Which of these have ended. */
    public List<Name> ended(Collection<Name> names) {
        return database.read(
                handle -> named(handle, "tenant, request", " and state in ('succeeded', 'failed', 'cancelled')", names)
                        .map((row, context) -> name(row))
                        .list());
    }

    /**
     * A row under its id.
     *
     * @param hash of the request's content
     */
    public record Known(String hash, boolean deleted, Generation generation) {}

    /** Those of these that are there, also the deleted ones. */
    public static Map<Name, Known> known(Handle handle, Collection<Name> names) {
        Map<Name, Known> known = new HashMap<>();
        named(handle, "tenant, content_hash, deleted_at is not null deleted," + COLUMNS, "", names)
                .map((row, context) -> known.put(
                        name(row),
                        new Known(row.getString("content_hash"), row.getBoolean("deleted"), generation(row, context))))
                .list();
        return known;
    }

    private static Query named(Handle handle, String columns, String condition, Collection<Name> names) {
        return handle.createQuery("select " + columns + " from generation where (tenant, request) in"
                        + " (select * from unnest(:tenants, :requests))" + condition)
                .bind(
                        "tenants",
                        names.stream().map(name -> name.tenant().name()).toArray(String[]::new))
                .bind("requests", names.stream().map(Name::request).toArray(String[]::new));
    }

    private static Name name(ResultSet row) throws SQLException {
        return new Name(new Tenant(row.getString("tenant")), row.getString("request"));
    }

    /** Gzip over JSON, as the decoder stored it. */
    public Optional<byte[]> detail(Tenant tenant, String request) {
        return database.read(handle -> handle.createQuery(
                        "select body from generation_detail where tenant = :tenant and request = :request")
                .bind("tenant", tenant.name())
                .bind("request", request)
                .mapTo(byte[].class)
                .findOne());
    }

    static Generation generation(ResultSet row, StatementContext context) throws SQLException {
        return new Generation(
                row.getString("request"),
                row.getString("task"),
                row.getString("state"),
                row.getBoolean("cancel_requested") ? Boolean.TRUE : null,
                instant(row, "deadline"),
                instant(row, "created_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                Json.read(JsonNode.class, row.getString("result")),
                null);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    @PreDestroy
    void close() {
        lookups.close();
    }
}
