package dev.steerstream.gateway.openai.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Rules;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** OpenAI's {@code metadata}: texts of a client's own, kept with an object and given back. */
public final class Metadata {
    private static final int MOST = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;

    private Metadata() {}

    /** Null where it is left out. */
    public static Map<String, String> read(Parameters given) {
        JsonNode value = given.any("metadata");
        if (value == null) return null;
        if (!value.isObject()) throw given.wrongType("metadata", value, "an object of texts");
        Rules.require(value.size() <= MOST, "metadata", value.size() + " members", "it has at most " + MOST);
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> all = value.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> one = all.next();
            Rules.require(
                    one.getKey().length() <= LONGEST_NAME
                            && one.getValue().isTextual()
                            && one.getValue().textValue().length() <= LONGEST_VALUE,
                    "metadata." + one.getKey(),
                    one.getValue(),
                    "its name has at most " + LONGEST_NAME + " characters, and it is a text of at most "
                            + LONGEST_VALUE);
            metadata.put(one.getKey(), one.getValue().textValue());
        }
        return metadata;
    }
}
