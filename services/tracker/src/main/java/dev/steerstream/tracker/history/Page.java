package dev.steerstream.tracker.history;

import dev.steerstream.work.errors.SteerStreamException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items at most as many as were asked for
 * @param next the {@link Cursor} of the next page as text; null on the last one
 */
public record Page<T>(List<T> items, String next) {

    /** Of {@code limit + 1} rows that a query returned. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> position) {
        if (rows.size() <= limit) return new Page<>(rows, null);
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, position.apply(items.get(limit - 1)).text());
    }

    /**
     * After which row a page begins. Lists by name use the id alone; lists by time, newest first, use both.
     *
     * @param at far in the future where a list by time begins at its newest
     * @param id empty where a list begins
     */
    public record Cursor(Instant at, String id) {
        public static final Cursor BEGIN = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), "");

        static Cursor named(String id) {
            return new Cursor(Instant.EPOCH, id);
        }

        /**
         * Reads a page's {@code next}; the beginning where there is none.
         *
         * @throws SteerStreamException user {@code INVALID_CURSOR}
         */
        public static Cursor of(String next) {
            if (next == null || next.isEmpty()) return BEGIN;
            return parsed(next)
                    .orElseThrow(() -> SteerStreamException.user(
                            "INVALID_CURSOR",
                            "after is \"" + next.substring(0, Math.min(200, next.length()))
                                    + "\": it is the next of an earlier page",
                            "Pass next as it came, or leave after out for the first page."));
        }

        private static Optional<Cursor> parsed(String next) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(next), StandardCharsets.UTF_8).split(" ", 2);
                return parts.length == 2
                        ? Optional.of(new Cursor(Instant.parse(parts[0]), parts[1]))
                        : Optional.empty();
            } catch (IllegalArgumentException | DateTimeException notOurs) {
                return Optional.empty();
            }
        }

        private String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
        }
    }
}
