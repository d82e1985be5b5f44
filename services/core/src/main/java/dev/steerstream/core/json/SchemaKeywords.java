package dev.steerstream.core.json;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which keywords are read over, which are supported, and which may stand together. */
final class SchemaKeywords {
    static final Set<String> OBJECT = Set.of("properties", "required", "additionalProperties");
    static final Set<String> ARRAY = Set.of("items", "minItems", "maxItems");
    static final Set<String> STRING = Set.of("minLength", "maxLength");
    static final Set<String> INTEGER = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final SortedSet<String> SUPPORTED = new TreeSet<>(Set.of("type", "enum", "const", "anyOf", "$ref"));

    static {
        SUPPORTED.addAll(OBJECT);
        SUPPORTED.addAll(ARRAY);
        SUPPORTED.addAll(STRING);
        SUPPORTED.addAll(INTEGER);
    }

    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "$comment",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$defs",
            "definitions");

    private SchemaKeywords() {}

    static void refuseUnknown(SchemaNode node) {
        for (Object keyword : node.keywords().keySet()) {
            String name = String.valueOf(keyword);
            if (!annotates(node, name) && !SUPPORTED.contains(name)) {
                throw node.refusal(
                        name,
                        "is not supported. Leave it out and check it in the answer; supported are "
                                + String.join(", ", SUPPORTED) + ".");
            }
        }
    }

    /** @param allowed beside the keyword, with annotations */
    static void refuseBeside(SchemaNode node, String keyword, Set<String> allowed) {
        for (Object other : node.keywords().keySet()) {
            String name = String.valueOf(other);
            if (!name.equals(keyword) && !annotates(node, name) && !allowed.contains(name)) {
                throw node.refusal(name, "stands beside " + keyword + ", which is not supported. Move it inside.");
            }
        }
    }

    /** An identifier inside a document would change what its references mean. */
    private static boolean annotates(SchemaNode node, String keyword) {
        return ANNOTATIONS.contains(keyword)
                || (keyword.equals("$id") && node.pointer().isEmpty());
    }
}
