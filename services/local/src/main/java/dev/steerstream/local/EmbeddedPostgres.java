package dev.steerstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL server as a child process, on a kept directory.
 *
 * <p>It listens on 127.0.0.1 only (no Unix socket), asks every client for a password (SCRAM), writes through to the disk
 * and keeps its port across restarts where it is free. Passwords are drawn at the first start and kept in files that
 * only the owner can read. Safe to close from any thread, once.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The role that owns the databases; the administrator {@code postgres} stays inside this class. */
    public static final String USER = "steerstream";

    private static final String ADMINISTRATOR = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    private final DirectoryLock lock;
    private final Database administration;
    private final String password;
    private final Path passwordFile;

    private EmbeddedPostgres(
            io.zonky.test.db.postgres.embedded.EmbeddedPostgres server,
            DirectoryLock lock,
            Database administration,
            String password,
            Path passwordFile) {
        this.server = server;
        this.lock = lock;
        this.administration = administration;
        this.password = password;
        this.passwordFile = passwordFile;
    }

    /**
     * Settings that differ from the local platform's.
     *
     * @param durable whether commits wait for the disk; false only for data that nobody keeps, such as a test's
     * @param maxConnections of all clients together
     */
    public record Options(boolean durable, int maxConnections) {
        public Options {
            if (maxConnections < 10) {
                throw new IllegalArgumentException("maxConnections is " + maxConnections + ", it must be at least 10");
            }
        }

        public static Options defaults() {
            return new Options(true, 100);
        }
    }

    /** Starts with {@link Options#defaults()}. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, Options.defaults());
    }

    /**
     * Starts the server and returns when it takes connections. Where a killed process left a server running on this
     * directory, that one is stopped first; recovery from its log is PostgreSQL's own.
     *
     * @throws LocalPartException where the directory is in use, or the server does not start
     */
    public static EmbeddedPostgres start(Path directory, Options options) {
        DirectoryLock lock = null;
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres server = null;
        try {
            lock = DirectoryLock.take(directory);
            Path data = directory.toAbsolutePath().resolve("data");
            StalePostmaster.stop(data);
            String administratorPassword = Secret.kept(directory.resolve("administrator-password"));
            Path passwordFile = directory.resolve("password");
            String password = Secret.kept(passwordFile);
            int port = LoopbackPorts.kept(directory.resolve("port"));
            server = launch(directory, data, administratorPassword, port, options);
            var administration = new Database(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", ADMINISTRATOR, administratorPassword);
            createRole(administration, password);
            return new EmbeddedPostgres(server, lock, administration, password, passwordFile);
        } catch (LocalPartException known) {
            release(server, lock, known);
            throw known;
        } catch (IOException | SQLException | RuntimeException failure) {
            var reported = new LocalPartException(
                    "PostgreSQL in " + directory + " did not start: " + failure.getMessage() + ". " + "Its log is "
                            + directory.resolve("server.log"),
                    failure);
            release(server, lock, reported);
            throw reported;
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres launch(
            Path directory, Path data, String administratorPassword, int port, Options options) throws IOException {
        // initdb writes postgresql.conf early and pg_hba.conf late: without the latter it was interrupted, so nothing
        // of a user can be in there yet.
        if (Files.exists(data.resolve("postgresql.conf")) && !Files.exists(data.resolve("global/pg_control"))) {
            Directories.delete(data);
        }
        var log =
                ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile());
        return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(START_LIMIT)
                .setOverrideWorkingDirectory(PostgresBinaries.directory().toFile())
                .setRegisterShutdownHook(false)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                // initdb takes the last of two equal options, so these win over the library's "trust".
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig(
                        "pwfile",
                        directory
                                .resolve("administrator-password")
                                .toAbsolutePath()
                                .toString())
                .setLocaleConfig("locale", "C.UTF-8")
                .setConnectConfig("password", administratorPassword)
                // The library passes -F, fsync off; a later setting wins.
                .setServerConfig("fsync", options.durable() ? "on" : "off")
                .setServerConfig("synchronous_commit", options.durable() ? "on" : "off")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("max_connections", Integer.toString(options.maxConnections()))
                .setServerConfig("shared_buffers", "32MB")
                .setServerConfig("timezone", "UTC")
                .start();
    }

    private static void createRole(Database administration, String password) throws SQLException {
        try (Connection connection = administration.connect();
                Statement statement = connection.createStatement()) {
            // The password is ours, letters and digits only (Secret), so it cannot leave the quotes.
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
                statement.execute("CREATE ROLE " + USER + " LOGIN");
            }
            statement.execute("ALTER ROLE " + USER + " PASSWORD '" + password + "'");
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void release(
            io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, DirectoryLock lock, Exception reported) {
        try {
            if (server != null) server.close();
            if (lock != null) lock.close();
        } catch (IOException second) {
            reported.addSuppressed(second);
        }
    }

    /**
     * The database of this name, made when it is missing, owned by {@link #USER}.
     *
     * @param name lower-case letters, digits and underscores, starting with a letter, at most 63
     */
    public Database database(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("database name \"" + name
                    + "\": lower-case letters, digits and underscores, starting with a letter, at most 63");
        }
        try (Connection connection = administration.connect();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                statement.execute("CREATE DATABASE " + name + " OWNER " + USER);
            }
        } catch (SQLException failure) {
            throw new LocalPartException(
                    "database " + name + " could not be created: " + failure.getMessage(), failure);
        }
        return new Database("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, USER, password);
    }

    /** The file, readable by its owner only, that holds {@link #USER}'s password. */
    public Path passwordFile() {
        return passwordFile;
    }

    /** Stops the server in order (PostgreSQL's fast mode: running transactions roll back) and gives the directory back. */
    @Override
    public void close() {
        try {
            server.close();
            lock.close();
        } catch (IOException failure) {
            throw new LocalPartException("PostgreSQL did not stop: " + failure.getMessage(), failure);
        }
    }
}
