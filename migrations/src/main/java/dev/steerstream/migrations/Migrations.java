package dev.steerstream.migrations;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** Brings a database to the schema of this build. Flyway's lock makes concurrent calls safe. */
public final class Migrations {

    private Migrations() {}

    /** Applies what is missing and returns the version in force; a database newer than this build is left alone and refused by Flyway's validation. */
    public static String migrate(DataSource database) {
        Flyway flyway = flyway(database);
        flyway.migrate();
        return version(flyway);
    }

    /** As {@link #migrate(DataSource)}, over a connection of its own. */
    public static String migrate(String jdbcUrl, String user, String password) {
        Flyway flyway = Flyway.configure()
                .dataSource(jdbcUrl, user, password)
                .locations("classpath:db/migration")
                .load();
        flyway.migrate();
        return version(flyway);
    }

    private static Flyway flyway(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load();
    }

    private static String version(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        return current.getVersion().getVersion();
    }
}
