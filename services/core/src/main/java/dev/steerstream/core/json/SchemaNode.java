package dev.steerstream.core.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One schema inside a document, with its place, and typed access to its keywords. Immutable where the document is left alone. */
record SchemaNode(Map<?, ?> keywords, String pointer) {

    static SchemaNode of(Object schema, String pointer) {
        if (schema instanceof Map<?, ?> map) {
            return new SchemaNode(map, pointer);
        }
        if (Boolean.TRUE.equals(schema)) {
            return new SchemaNode(Map.of(), pointer);
        }
        throw new UnsupportedSchemaException(
                pointer, "is " + shown(schema) + "; it must be an object with keywords, or true.");
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    boolean hasAny(Set<String> some) {
        return some.stream().anyMatch(keywords::containsKey);
    }

    Object value(String keyword) {
        return keywords.get(keyword);
    }

    SchemaNode child(String keyword) {
        return of(keywords.get(keyword), pointer + "/" + keyword);
    }

    /** A member of an object of schemas. */
    SchemaNode child(String keyword, String name) {
        return of(object(keyword).get(name), pointer + "/" + keyword + "/" + escaped(name));
    }

    SchemaNode child(String keyword, int index) {
        return of(list(keyword).get(index), pointer + "/" + keyword + "/" + index);
    }

    Map<?, ?> object(String keyword) {
        Object value = keywords.get(keyword);
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refusal(keyword, "is " + shown(value) + "; it must be an object.");
    }

    List<?> list(String keyword) {
        Object value = keywords.get(keyword);
        if (value instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw refusal(keyword, "is " + shown(value) + "; it must be a list that is not empty.");
    }

    /** A count, or the default where the keyword is absent. */
    int count(String keyword, int absent) {
        if (!has(keyword)) {
            return absent;
        }
        long value = integer(keyword);
        if (value < 0 || value > Integer.MAX_VALUE - 1) {
            throw refusal(keyword, "is " + value + "; it must lie in 0.." + (Integer.MAX_VALUE - 1) + ".");
        }
        return (int) value;
    }

    /** An integer, also where it is written as 3.0. */
    long integer(String keyword) {
        Object value = keywords.get(keyword);
        if (value instanceof Number number) {
            try {
                return new BigDecimal(number.toString()).longValueExact();
            } catch (ArithmeticException | NumberFormatException notWhole) {
                throw refusal(keyword, "is " + shown(value) + "; only a whole number of 64 bits is supported.");
            }
        }
        throw refusal(keyword, "is " + shown(value) + "; it must be a whole number.");
    }

    UnsupportedSchemaException refusal(String keyword, String rule) {
        return new UnsupportedSchemaException(pointer + "/" + escaped(keyword), rule);
    }

    /** As RFC 6901 has it. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
