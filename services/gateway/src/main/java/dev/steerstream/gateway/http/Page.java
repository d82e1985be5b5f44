package dev.steerstream.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items at most as many as were asked for
 * @param next pass it as {@code after} for the next page; absent on the last one
 */
public record Page<T>(List<T> items, String next) {
    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 500;

    /** Of {@code limit + 1} rows that a query returned. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) return new Page<>(rows, null);
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, cursor(position.apply(items.get(limit - 1))));
    }

    /** @throws ProblemException 422 where it is not 1..{@value #LARGEST_LIMIT} */
    public static int limit(String text) {
        if (text == null) return DEFAULT_LIMIT;
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) return limit;
        } catch (NumberFormatException notANumber) {
            // Named below, with the rule.
        }
        throw ProblemException.invalid(
                "INVALID_VALUE",
                "limit is " + Rules.shown(text) + ": it is a whole number from 1 to " + LARGEST_LIMIT,
                "Send another limit, or leave it out for " + DEFAULT_LIMIT + ".");
    }

    /** What a cursor stands for, or empty for the first page. */
    public static Optional<String> position(String after) {
        if (after == null || after.isEmpty()) return Optional.empty();
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOurs) {
            throw invalidCursor(after);
        }
    }

    public static ProblemException invalidCursor(String after) {
        return ProblemException.invalid(
                "INVALID_CURSOR",
                "after is " + Rules.shown(after) + ": it is the next of an earlier page",
                "Pass next as it came, or leave after out for the first page.");
    }

    private static String cursor(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }
}
