package dev.steerstream.core.json;

import java.util.List;
import java.util.Map;

/** Where a {@code $ref} points: into the same document, by a JSON pointer (RFC 6901). */
final class SchemaPointer {
    private SchemaPointer() {}

    static SchemaNode resolve(SchemaNode document, SchemaNode from, String reference) {
        if (!reference.startsWith("#")) {
            throw from.refusal(
                    "$ref", "is " + reference + "; only references into the same document (#...) are followed.");
        }
        Object found = document.keywords();
        String pointer = reference.substring(1);
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw from.refusal(
                    "$ref", "is " + reference + "; anchors are not supported, only pointers such as #/$defs/name.");
        }
        for (String part :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String name = part.replace("~1", "/").replace("~0", "~");
            if (found instanceof Map<?, ?> map && map.containsKey(name)) {
                found = map.get(name);
            } else if (found instanceof List<?> list && isIndex(name, list.size())) {
                found = list.get(Integer.parseInt(name));
            } else {
                throw from.refusal("$ref", "is " + reference + ", but the document has nothing there.");
            }
        }
        return SchemaNode.of(found, pointer);
    }

    private static boolean isIndex(String name, int size) {
        return name.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(name) < size;
    }
}
