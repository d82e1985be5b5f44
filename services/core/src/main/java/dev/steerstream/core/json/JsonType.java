package dev.steerstream.core.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types that a schema allows. */
final class JsonType {
    private static final Set<String> NAMES =
            Set.of("object", "array", "string", "integer", "number", "boolean", "null");

    private JsonType() {}

    /** Those that {@code type} names; without it those whose keywords occur; none of either is any type, and an empty list. */
    static List<String> of(SchemaNode node) {
        List<String> types = new ArrayList<>();
        if (node.has("type")) {
            List<?> named = node.value("type") instanceof String one ? List.of(one) : node.list("type");
            for (Object name : named) {
                if (!(name instanceof String type) || !NAMES.contains(type)) {
                    throw node.refusal("type", "is " + name + "; it must be one of " + NAMES + ".");
                }
                types.add(type);
            }
            return types;
        }
        if (node.hasAny(SchemaKeywords.OBJECT)) {
            types.add("object");
        }
        if (node.hasAny(SchemaKeywords.ARRAY)) {
            types.add("array");
        }
        if (node.hasAny(SchemaKeywords.STRING)) {
            types.add("string");
        }
        if (node.hasAny(SchemaKeywords.INTEGER)) {
            types.add("integer");
        }
        return types;
    }

    /** Whether a value is of a type. */
    static boolean is(String type, Object value) {
        switch (type) {
            case "object":
                return value instanceof Map;
            case "array":
                return value instanceof List;
            case "string":
                return value instanceof String;
            case "boolean":
                return value instanceof Boolean;
            case "null":
                return value == null;
            case "number":
                return value instanceof Number;
            default:
                return value instanceof Number number && whole(number);
        }
    }

    private static boolean whole(Number number) {
        return new java.math.BigDecimal(number.toString()).stripTrailingZeros().scale() <= 0;
    }
}
