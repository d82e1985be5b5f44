package dev.steerstream.gateway.http;

import java.time.DateTimeException;
import java.time.Instant;

/** A place in a list that begins with the newest: behind the row of this time and id. */
public record Position(Instant at, String id) {
    private static final Position NEWEST = new Position(Instant.parse("9999-01-01T00:00:00Z"), "");

    /**
     * @param after a page's cursor, or null for the first page
     * @throws ProblemException 422 where it is no cursor of such a list
     */
    public static Position after(String after) {
        return Page.position(after).map(text -> read(text, after)).orElse(NEWEST);
    }

    private static Position read(String text, String after) {
        try {
            String[] parts = text.split(" ", 2);
            if (parts.length == 2) return new Position(Instant.parse(parts[0]), parts[1]);
        } catch (DateTimeException notOurs) {
            // Refused below.
        }
        throw Page.invalidCursor(after);
    }

    /** What a cursor to behind this row stands for. */
    public static String of(Instant at, String id) {
        return at + " " + id;
    }
}
