package dev.steerstream.ingest.row;

import dev.steerstream.schemas.BadRow;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a row, the first ten. Not thread-safe: one row. */
final class Complaints {
    private static final int MOST = 10;

    private final long line;
    private final List<BadRow> bad = new ArrayList<>();

    /** @param line 0-based number of the row */
    Complaints(long line) {
        this.line = line;
    }

    /** @param field empty names the row itself */
    void add(String field, Object value, String rule) {
        if (bad.size() < MOST) bad.add(BadRows.of(line, field.isEmpty() ? "row" : field, value, rule));
    }

    boolean none() {
        return bad.isEmpty();
    }

    List<BadRow> all() {
        return List.copyOf(bad);
    }
}
