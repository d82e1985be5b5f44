package dev.steerstream.tracker.http;

import dev.steerstream.work.errors.SteerStreamException;

/** Numbers that were written into a form. */
public final class Numbers {
    private Numbers() {}

    /** @throws SteerStreamException user {@code INVALID_VALUE} */
    public static long whole(String name, String text) {
        try {
            if (text != null) return Long.parseLong(text.strip());
        } catch (NumberFormatException notANumber) {
            // Named below.
        }
        throw invalid(name, text, "a whole number");
    }

    /** @throws SteerStreamException user {@code INVALID_VALUE} */
    public static double number(String name, String text) {
        try {
            if (text != null) {
                double number = Double.parseDouble(text.strip());
                if (Double.isFinite(number)) return number;
            }
        } catch (NumberFormatException notANumber) {
            // Named below.
        }
        throw invalid(name, text, "a number");
    }

    private static SteerStreamException invalid(String name, String text, String rule) {
        String shown = text == null || text.isBlank()
                ? "missing"
                : "\"" + text.substring(0, Math.min(100, text.length())) + "\"";
        return SteerStreamException.user(
                "INVALID_VALUE", name + " is " + shown + ": it is " + rule, "Go back and write " + rule + ".");
    }
}
