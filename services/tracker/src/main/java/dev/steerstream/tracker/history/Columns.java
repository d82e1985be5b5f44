package dev.steerstream.tracker.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.work.database.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Columns that a row may lack. Stateless. */
final class Columns {

    private Columns() {}

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    static Long whole(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Long.class);
    }

    static Double number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Double.class);
    }

    /** A number within a stored report, or null. */
    static Double number(JsonNode report, String pointer) {
        JsonNode found = report == null ? null : report.at(pointer);
        return found == null || !found.isNumber() ? null : (Double) found.doubleValue();
    }

    static JsonNode json(ResultSet row, String column) throws SQLException {
        return Json.read(JsonNode.class, row.getString(column));
    }
}
