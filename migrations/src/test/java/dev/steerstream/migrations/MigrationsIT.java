package dev.steerstream.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.local.Database;
import dev.steerstream.local.SharedParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationsIT {
    private static final String DIGEST = "a".repeat(64);
    private static Database database;

    @BeforeAll
    static void migrate() {
        database = SharedParts.database(MigrationsIT.class);
        assertThat(Migrations.migrate(database.jdbcUrl(), database.user(), database.password()))
                .isEqualTo("23");
    }

    @Test
    void migratingAgainChangesNothing() {
        assertThat(Migrations.migrate(database.jdbcUrl(), database.user(), database.password()))
                .isEqualTo("23");
    }

    /** Each row: a statement that would make an illegal state, and the SQLSTATE that refuses it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            insert into task (tenant, task) values ('Not-Lower', 't')                                                        | 23514
            insert into task (tenant, task) values ('default', '../t')                                                       | 23514
            insert into dataset_submission (tenant, dataset, submission, state, rows, ended_at) values ('default', 'd', 's', 'sealed', 1, now()) | 23514
            insert into dataset_submission (tenant, dataset, submission, state, rows, ended_at) values ('default', 'd', 's', 'open', 1, now())   | 23514
            update adaptation set state = 'succeeded', ended_at = now()                                                      | 23514
            update adaptation set state = 'failed', ended_at = now()                                                         | 23514
            update adaptation set ended_at = now()                                                                           | 23514
            update adaptation set warm_start = null                                                                          | 23514
            update adaptation set content_hash = null                                                                        | 23514
            update adaptation set task = 'nobody'                                                                            | 23503
            update job set state = 'running'                                                                                 | 23514
            update job set state = 'succeeded'                                                                               | 23514
            update job set state = 'failed', ended_at = now()                                                                | 23514
            update job set lease_owner = 'w', lease_expires_at = now()                                                       | 23514
            insert into job (tenant, job, kind, adaptation) values ('default', 'second', 'warm_start', 'a')                  | 23505
            insert into artefact_chunk (tenant, digest, number, body) values ('default', repeat('b', 64), 0, '\\x01')        | 23503
            insert into artefact_chunk (tenant, digest, number, body) values ('default', repeat('a', 64), 0, '')             | 23514
            update artefact set digest = 'short'                                                                             | 23514
            delete from artefact                                                                                             | 23503
            update steering_profile set strength = 'NaN'                                                                     | 23514
            update steering_profile set strength = 'Infinity'                                                                | 23514
            update steering_profile set strength = '-Infinity'                                                               | 23514
            update steering_profile set insufficient = true                                                                  | 23514
            update steering_profile set confidence = 1.5                                                                     | 23514
            update steering_profile set confidence = 'NaN'                                                                   | 23514
            insert into steering_profile select tenant, task, 2, adaptation, state, adapter_digest, vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile, report from steering_profile | 23505
            update generation set state = 'succeeded', ended_at = now()                                                      | 23514
            update generation set state = 'running'                                                                          | 23514
            """)
    void anIllegalStateIsRefused(String statement, String state) throws SQLException {
        try (Connection connection = database.connect();
                Statement made = connection.createStatement()) {
            connection.setAutoCommit(false);
            legalRows(made);
            assertThatThrownBy(() -> {
                        made.execute(statement);
                        connection.commit();
                    })
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo(state));
            connection.rollback();
        }
    }

    @Test
    void aNegativeStrengthIsAStrength() throws SQLException {
        try (Connection connection = database.connect();
                Statement made = connection.createStatement()) {
            connection.setAutoCommit(false);
            legalRows(made);
            assertThat(made.executeUpdate("update steering_profile set strength = -12.5"))
                    .isEqualTo(1);
            connection.rollback();
        }
    }

    private static void legalRows(Statement made) throws SQLException {
        made.execute("insert into task (tenant, task) values ('default', 't')");
        made.execute("insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                + " warm_start, calibration) values ('default', 'a', 't', 'd', 's', '" + DIGEST
                + "', 'queued', '{}', '{}')");
        made.execute("insert into job (tenant, job, kind, adaptation) values ('default', 'j', 'warm_start', 'a')");
        made.execute("insert into artefact (tenant, digest, kind, bytes, chunks) values ('default', '" + DIGEST
                + "', 'adapter', 1, 1)");
        made.execute("insert into adapter (tenant, digest, adaptation, artefact, manifest) values ('default', '"
                + DIGEST + "', 'a', '" + DIGEST + "', '{}')");
        made.execute("insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient,"
                + " confidence, profile, report) values ('default', 't', 1, 'a', 'in_force', '" + DIGEST + "', '"
                + DIGEST
                + "', 'delta', 'optimal', -0.5, -0.6, -0.4, false, false, 0.1, '{}', '{}')");
        made.execute("insert into generation (tenant, request, content_hash, state, body, deadline)"
                + " values ('default', 'r', '" + DIGEST + "', 'queued', '{}', now())");
    }
}
