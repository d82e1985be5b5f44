package dev.steerstream.work.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.steerstream.schemas.Contracts;
import java.util.Map;
import java.util.regex.Pattern;

/** Values of {@code jsonb} columns, with the contracts' mapper: snake_case, RFC 3339, null members left out. */
public final class Json {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** jsonb holds no NUL, and bad input may carry one: it becomes the replacement character. An escaped backslash before it is no escape. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private Json() {}

    /** The text to bind with {@code cast(:name as jsonb)}; null stays null. */
    public static String write(Object value) {
        if (value == null) return null;
        try {
            String text = Contracts.mapper().writeValueAsString(value);
            return ESCAPED_NUL.matcher(text).replaceAll("$1\\\\ufffd");
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException(
                    value.getClass().getName() + " cannot be written as JSON: " + failure.getOriginalMessage(),
                    failure);
        }
    }

    /** Reads a column's text; null stays null. */
    public static <T> T read(Class<T> type, String text) {
        if (text == null) return null;
        try {
            return Contracts.mapper().readValue(text, type);
        } catch (JsonProcessingException failure) {
            throw unreadable(type.getSimpleName(), failure);
        }
    }

    /** As above, for a type with parameters. */
    public static <T> T read(TypeReference<T> type, String text) {
        if (text == null) return null;
        try {
            return Contracts.mapper().readValue(text, type);
        } catch (JsonProcessingException failure) {
            throw unreadable(type.getType().getTypeName(), failure);
        }
    }

    /** Reads an object of texts. */
    public static Map<String, String> readTexts(String text) {
        return read(TEXTS, text);
    }

    private static IllegalStateException unreadable(String type, JsonProcessingException failure) {
        return new IllegalStateException(
                "a stored " + type + " cannot be read: " + failure.getOriginalMessage(), failure);
    }
}
