package dev.steerstream.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * How to reach one database.
 *
 * @param jdbcUrl without credentials, such as {@code jdbc:postgresql://127.0.0.1:25432/steerstream}
 * @param user the role that owns the database
 * @param password that role's password; never printed by {@link #toString()}
 */
public record Database(String jdbcUrl, String user, String password) {
    /** Opens a connection that the caller closes. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    @Override
    public String toString() {
        return "Database[" + jdbcUrl + ", user=" + user + "]";
    }
}
