package dev.steerstream.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Schemas of every supported keyword, recursive ones too. */
final class RandomSchema {
    private static final List<String> NAMES = List.of("a", "name", "ä \"q\"", "x/y", "😀", "");
    private final Random random;

    RandomSchema(Random random) {
        this.random = random;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>(schema(3));
        document.put("title", "random");
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("type", "object");
        node.put("properties", Map.of("next", Map.of("$ref", "#/$defs/node"), "value", schema(0)));
        node.put("required", List.of("value"));
        document.put("$defs", Map.of("node", node));
        return document;
    }

    private Map<String, Object> schema(int depth) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (random.nextInt(depth == 0 ? 6 : 10)) {
            case 0:
                schema.put("type", random.nextBoolean() ? "boolean" : List.of("null", "number"));
                break;
            case 1:
                string(schema);
                break;
            case 2:
                integer(schema);
                break;
            case 3:
                List<Object> values = new ArrayList<>(List.of("red", "re\"d\n", 7, 2.5, true, List.of(1, "b")));
                values.add(null);
                schema.put("enum", values.subList(random.nextInt(3), 4 + random.nextInt(3)));
                break;
            case 4:
                schema.put("const", random.nextBoolean() ? "größe" : Map.of("k", 1));
                break;
            case 5:
                schema.put("type", "integer");
                break;
            case 6:
                array(schema, depth);
                break;
            case 7:
                schema.put("anyOf", List.of(schema(depth - 1), schema(depth - 1)));
                break;
            case 8:
                schema.put("$ref", "#/$defs/node");
                break;
            default:
                object(schema, depth);
        }
        return schema;
    }

    private void string(Map<String, Object> schema) {
        schema.put("type", "string");
        int least = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minLength", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxLength", least + random.nextInt(6));
        }
    }

    private void integer(Map<String, Object> schema) {
        schema.put("type", "integer");
        long least = random.nextInt(4000) - 2000;
        schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", least);
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", least + 2 + random.nextInt(3000));
        }
    }

    private void array(Map<String, Object> schema, int depth) {
        schema.put("type", "array");
        schema.put("items", schema(depth - 1));
        int least = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minItems", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
    }

    private void object(Map<String, Object> schema, int depth) {
        if (random.nextBoolean()) {
            schema.put("type", "object");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                properties.put(name, schema(depth - 1));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        schema.put("properties", properties);
        schema.put("required", required);
        if (random.nextBoolean()) {
            schema.put("additionalProperties", random.nextBoolean() ? false : schema(0));
        }
    }
}
