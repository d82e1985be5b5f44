package dev.steerstream.schemas;

import java.util.Map;

/**
 * What an answer must spell, as OpenAI's {@code response_format}.
 *
 * @param type text is free, json_object any JSON object, json_schema what is valid against a schema
 * @param jsonSchema with json_schema only
 */
public record ResponseFormat(Type type, JsonSchema jsonSchema) {

    public enum Type {
        TEXT,
        JSON_OBJECT,
        JSON_SCHEMA
    }

    /**
     * A named schema.
     *
     * @param name what the sender calls it; has no effect
     * @param description what it is for; has no effect
     * @param schema members are written in its order
     * @param strict has no effect: answers are always held to the schema
     */
    public record JsonSchema(String name, String description, Map<String, Object> schema, Boolean strict) {
        public JsonSchema {
            schema = Immutable.map(schema);
        }
    }
}
