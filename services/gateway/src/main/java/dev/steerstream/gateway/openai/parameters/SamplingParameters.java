package dev.steerstream.gateway.openai.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From OpenAI's sampling parameters, and those that only this API has, to sampling options; their rules are admission's. */
public final class SamplingParameters {
    /** What OpenAI documents where temperature is left out. */
    private static final double DEFAULT_TEMPERATURE = 1;

    private SamplingParameters() {}

    /** @param logprobs whether log-probabilities are asked for, or null */
    public static SamplingOptions read(Parameters given, Integer maxTokens, Boolean logprobs, Integer topLogprobs) {
        Integer beamWidth = given.integer("beam_width");
        Double temperature = given.number("temperature");
        // A beam search draws nothing.
        boolean searches = beamWidth != null && beamWidth > 1;
        return new SamplingOptions(
                maxTokens,
                temperature == null && !searches ? Double.valueOf(DEFAULT_TEMPERATURE) : temperature,
                given.integer("top_k"),
                given.number("top_p"),
                given.number("min_p"),
                given.whole("seed"),
                stop(given),
                given.integer("n"),
                given.integer("min_tokens"),
                bias(given),
                given.number("repetition_penalty"),
                given.number("presence_penalty"),
                given.number("frequency_penalty"),
                logprobs,
                topLogprobs,
                beamWidth,
                given.number("length_penalty"));
    }

    private static List<String> stop(Parameters given) {
        JsonNode value = given.any("stop");
        if (value == null) return null;
        if (value.isTextual()) return List.of(value.textValue());
        if (!value.isArray()) throw given.wrongType("stop", value, "a text or a list of texts");
        List<String> stops = new ArrayList<>();
        for (JsonNode one : value) {
            if (!one.isTextual()) throw given.wrongType("stop", value, "a text or a list of texts");
            stops.add(one.textValue());
        }
        return stops.isEmpty() ? null : stops;
    }

    private static Map<String, Double> bias(Parameters given) {
        JsonNode value = given.any("logit_bias");
        if (value == null) return null;
        if (!value.isObject()) throw given.wrongType("logit_bias", value, "an object from token ids to numbers");
        Map<String, Double> bias = new HashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> all = value.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> one = all.next();
            if (!one.getValue().isNumber()) {
                throw given.wrongType("logit_bias." + one.getKey(), one.getValue(), "a number");
            }
            bias.put(one.getKey(), one.getValue().doubleValue());
        }
        return bias.isEmpty() ? null : bias;
    }

    /** Null for text: nothing is held to a form then. */
    public static ResponseFormat format(Parameters given) {
        Optional<Parameters> format = given.object("response_format");
        if (format.isEmpty()) return null;
        String type = format.get().requiredText("type");
        Optional<Parameters> named = format.get().object("json_schema");
        format.get().end();
        ResponseFormat.JsonSchema schema = named.map(SamplingParameters::schema).orElse(null);
        return switch (type) {
            case "text" -> schema == null ? null : new ResponseFormat(ResponseFormat.Type.TEXT, schema);
            case "json_object", "json_schema" ->
                new ResponseFormat(ResponseFormat.Type.valueOf(type.toUpperCase(Locale.ROOT)), schema);
            default -> throw format.get().unsupportedValue("type", type, "it is text, json_object or json_schema");
        };
    }

    @SuppressWarnings("unchecked")
    private static ResponseFormat.JsonSchema schema(Parameters named) {
        ResponseFormat.JsonSchema schema = new ResponseFormat.JsonSchema(
                named.requiredText("name"),
                named.text("description"),
                named.as("schema", Map.class, "a JSON Schema"),
                named.flag("strict"));
        named.end();
        return schema;
    }
}
