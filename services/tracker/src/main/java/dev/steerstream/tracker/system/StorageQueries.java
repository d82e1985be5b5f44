package dev.steerstream.tracker.system;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.system.SystemFacts.Usage;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads the database's size, its version, and the audit log. */
@Singleton
class StorageQueries {
    private static final int TABLES = 10;

    private final Database database;

    StorageQueries(Database database) {
        this.database = database;
    }

    /**
     * The database.
     *
     * @param version of PostgreSQL
     * @param schema version of the newest migration
     * @param tables the largest, by their bytes
     */
    public record Storage(String version, String schema, long bytes, List<Usage> tables) {}

    /** One line of the audit log. */
    public record AuditRow(long id, Instant at, String actor, String action, String subject, String detail) {}

    Storage storage() {
        return database.read(handle -> {
            List<Usage> tables = handle.createQuery("select relname, pg_total_relation_size(oid) bytes from pg_class"
                            + " where relkind = 'r' and relnamespace = 'public'::regnamespace"
                            + " order by pg_total_relation_size(oid) desc limit " + TABLES)
                    .map((row, context) -> new Usage(row.getString("relname"), row.getLong("bytes"), null))
                    .list();
            String version = handle.createQuery("show server_version")
                    .mapTo(String.class)
                    .one();
            long bytes = handle.createQuery("select pg_database_size(current_database())")
                    .mapTo(Long.class)
                    .one();
            return new Storage(version, database.schemaVersion().orElse("none"), bytes, new ArrayList<>(tables));
        });
    }

    /** Newest first. */
    Page<AuditRow> audit(String tenant, long before, int limit) {
        List<AuditRow> rows = database.read(handle -> handle.createQuery("select id, at, actor, action, subject,"
                        + " detail::text detail from audit where tenant = :tenant and id < :before"
                        + " order by id desc limit :limit")
                .bind("tenant", tenant)
                .bind("before", before)
                .bind("limit", limit + 1)
                .map((row, context) -> new AuditRow(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list());
        if (rows.size() <= limit) return new Page<>(rows, null);
        return new Page<>(
                List.copyOf(rows.subList(0, limit)),
                Long.toString(rows.get(limit - 1).id()));
    }
}
