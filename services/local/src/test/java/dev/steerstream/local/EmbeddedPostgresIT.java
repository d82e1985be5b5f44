package dev.steerstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @TempDir
    Path directory;

    @Test
    void aRestartKeepsRowsPasswordAndAddress() throws Exception {
        Database before;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            before = postgres.database("kept");
            execute(before, "CREATE TABLE kept (value text)", "INSERT INTO kept VALUES ('one')");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(postgres.database("kept")).isEqualTo(before);
            assertThat(column(before, "SELECT value FROM kept")).containsExactly("one");
        }
    }

    @Test
    void aKilledProcessesServerIsStoppedAndItsRowsAreThere() throws Exception {
        String url = KilledPlatform.runAndKill("postgres", directory);
        String orphan =
                Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            Database database = postgres.database("kept");
            assertThat(database.jdbcUrl()).isEqualTo(url);
            assertThat(column(database, "SELECT value FROM kept")).containsExactly("before the kill");
            assertThat(ProcessHandle.of(Long.parseLong(orphan)).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    void aPidFileThatNamesAnotherProgramEndsNothing() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            postgres.database("kept");
        }
        Process bystander = new ProcessBuilder("sleep", "300").start();
        try {
            Files.writeString(directory.resolve("data/postmaster.pid"), bystander.pid() + "\n" + directory + "/data\n");
            EmbeddedPostgres.start(directory).close();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void writesReachTheDiskAndOnlyLoopbackListens() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            Database database = postgres.database("kept");
            assertThat(column(database, "SHOW fsync")).containsExactly("on");
            assertThat(column(database, "SHOW synchronous_commit")).containsExactly("on");
            assertThat(column(database, "SHOW listen_addresses")).containsExactly("127.0.0.1");
            assertThat(column(database, "SHOW server_encoding")).containsExactly("UTF8");
        }
    }

    @Test
    void aClientWithoutThePasswordIsRefused() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            Database database = postgres.database("kept");
            for (String user : List.of("postgres", EmbeddedPostgres.USER)) {
                assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), user, "postgres"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(postgres.passwordFile())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theServicesRoleIsNoSuperuser() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(column(
                            postgres.database("kept"),
                            "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                    .containsExactly("false");
        }
    }

    private static void execute(Database database, String... statements) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private static List<String> column(Database database, String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) values.add(rows.getString(1));
            return values;
        }
    }
}
