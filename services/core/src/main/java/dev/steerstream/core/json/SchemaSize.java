package dev.steerstream.core.json;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Bounds on a schema, so that no request costs the decoding thread more than a step is worth. */
final class SchemaSize {
    /** Characters of all names and texts, and one for every value. */
    static final int MOST_CHARACTERS = 65_536;

    static final int MOST_PROPERTIES = 256;
    static final int MOST_VALUES = 2_000;
    static final int MOST_ALTERNATIVES = 64;
    private static final Map<String, Integer> LONGEST_LISTS = Map.of(
            "properties",
            MOST_PROPERTIES,
            "required",
            MOST_PROPERTIES,
            "enum",
            MOST_VALUES,
            "anyOf",
            MOST_ALTERNATIVES);

    private SchemaSize() {}

    static void refuseTooLarge(Object schema) {
        if (characters(schema) > MOST_CHARACTERS) {
            throw new UnsupportedSchemaException(
                    "", "is too large: its names and values may have " + MOST_CHARACTERS + " characters together.");
        }
    }

    /** Refuses a keyword with more parts than are supported. */
    static void refuseTooLong(SchemaNode node) {
        LONGEST_LISTS.forEach((keyword, most) -> {
            int parts = node.value(keyword) instanceof Collection<?> list
                    ? list.size()
                    : node.value(keyword) instanceof Map<?, ?> map ? map.size() : 0;
            if (parts > most) {
                throw node.refusal(keyword, "has " + parts + " parts; at most " + most + " are supported.");
            }
        });
    }

    private static long characters(Object node) {
        long sum = 1;
        if (node instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                sum += characters(member.getKey()) + characters(member.getValue());
            }
        } else if (node instanceof List<?> list) {
            for (Object item : list) {
                sum += characters(item);
            }
        } else {
            sum += String.valueOf(node).length();
        }
        return sum;
    }
}
