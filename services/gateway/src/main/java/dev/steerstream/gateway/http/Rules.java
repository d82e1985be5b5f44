package dev.steerstream.gateway.http;

import java.util.regex.Pattern;

/** Checks at the door. Each names the member, its value, the rule and the remedy. */
public final class Rules {
    /** As the database's domain {@code resource_id}. */
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final int LONGEST_SHOWN = 200;

    private Rules() {}

    /**
     * An identifier as it came.
     *
     * @throws ProblemException 422 {@code INVALID_ID}
     */
    public static String identifier(String member, String value) {
        if (value != null && IDENTIFIER.matcher(value).matches()) return value;
        throw ProblemException.invalid(
                        "INVALID_ID",
                        member + " is " + shown(value)
                                + ": an id has 1 to 128 letters, digits, '.', '_' and '-' and starts with a letter or digit",
                        "Send another " + member + ".")
                .about(member);
    }

    /** @throws ProblemException 422 {@code INVALID_VALUE} where {@code kept} is false */
    public static void require(boolean kept, String member, Object value, String rule) {
        if (kept) return;
        throw ProblemException.invalid(
                        "INVALID_VALUE",
                        member + " is " + shown(value) + ": " + rule,
                        value == null
                                ? "Send " + member + "."
                                : "Send another " + member + ", or leave it out for its default.")
                .about(member);
    }

    /** A value as it may stand in a sentence: text quoted, cut to {@value #LONGEST_SHOWN} characters. */
    public static String shown(Object value) {
        if (value == null) return "missing";
        String text = String.valueOf(value);
        String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return value instanceof String ? '"' + cut + '"' : cut;
    }
}
