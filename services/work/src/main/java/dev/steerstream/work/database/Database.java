package dev.steerstream.work.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The database of an installation. Transactions are read committed: rows that must not change are locked, never assumed. Immutable and safe from
 * any thread; a handle belongs to the thread and the call that got it. Failures are Jdbi's unchecked exceptions, which {@link
 * dev.steerstream.work.errors.Failures} maps.
 */
public final class Database {
    private final DataSource source;
    private final Jdbi jdbi;

    public Database(DataSource source) {
        this.source = source;
        this.jdbi = Jdbi.create(source).installPlugin(new PostgresPlugin());
    }

    /** Runs {@code work} in one transaction that commits when it returns and rolls back when it throws. */
    public <T> T inTransaction(Function<Handle, T> work) {
        return jdbi.<T, RuntimeException>inTransaction(work::apply);
    }

    /** As {@link #inTransaction(Function)}, for work without a result. */
    public void useTransaction(Consumer<Handle> work) {
        jdbi.<RuntimeException>useTransaction(work::accept);
    }

    /** Runs queries that write nothing; each statement sees what was committed before it. */
    public <T> T read(Function<Handle, T> work) {
        return jdbi.<T, RuntimeException>withHandle(work::apply);
    }

    /** A connection for as long as the caller needs it, for what belongs to a session: advisory locks and notifications. The caller closes it. */
    public Connection session() throws SQLException {
        return source.getConnection();
    }

    /** Whether the database answers now. */
    public boolean answers() {
        try {
            return read(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one())
                    == 1;
        } catch (RuntimeException failure) {
            return false;
        }
    }

    /** The schema's version, or empty where no migration was ever applied. */
    public Optional<String> schemaVersion() {
        return read(handle -> {
            boolean migrated = handle.createQuery("select to_regclass('flyway_schema_history') is not null")
                    .mapTo(Boolean.class)
                    .one();
            if (!migrated) return Optional.empty();
            return handle.createQuery("select version from flyway_schema_history where success and version is not null"
                            + " order by installed_rank desc limit 1")
                    .mapTo(String.class)
                    .findOne();
        });
    }
}
