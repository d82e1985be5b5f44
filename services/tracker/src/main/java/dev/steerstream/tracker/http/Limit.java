package dev.steerstream.tracker.http;

import dev.steerstream.work.errors.SteerStreamException;

/** How many items of a list are asked for. */
final class Limit {
    static final int DEFAULT = 50;
    static final int LARGEST = 500;

    private Limit() {}

    /** @throws SteerStreamException user {@code INVALID_VALUE} where it is not 1..{@value #LARGEST} */
    static int of(String text) {
        if (text == null) return DEFAULT;
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST) return limit;
        } catch (NumberFormatException notANumber) {
            // Named below, with the rule.
        }
        throw SteerStreamException.user(
                "INVALID_VALUE",
                "limit is \"" + text.substring(0, Math.min(200, text.length())) + "\": it is a whole number from 1 to "
                        + LARGEST,
                "Send another limit, or leave it out for " + DEFAULT + ".");
    }
}
