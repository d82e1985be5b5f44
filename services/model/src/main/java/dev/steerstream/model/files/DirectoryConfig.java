package dev.steerstream.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** Reads transformers' config.json of a llama model; what the engine does not compute is refused by name. */
final class DirectoryConfig {
    private static final int LARGEST = 1 << 20;
    private static final String PLAIN = "Use a model of the plain llama architecture.";

    private final Path file;
    private final ObjectNode json;

    private DirectoryConfig(Path file) {
        this.file = file;
        this.json = StrictJson.read(file, LARGEST);
    }

    static TransformerConfig read(Path file) {
        return new DirectoryConfig(file).read();
    }

    private TransformerConfig read() {
        String architecture = json.path("model_type").asText("missing");
        refuseUnless("llama".equals(architecture), "model_type", architecture, "llama");
        refuseUnless(
                "silu".equals(json.path("hidden_act").asText("silu")), "hidden_act", json.get("hidden_act"), "silu");
        for (String bias : new String[] {"attention_bias", "mlp_bias"}) {
            refuseUnless(!json.path(bias).asBoolean(false), bias, json.get(bias), "false");
        }
        double partial = json.path("partial_rotary_factor").asDouble(1);
        refuseUnless(partial == 1, "partial_rotary_factor", partial, "1");
        refuseScaledRope(json.path("rope_scaling"), "rope_scaling");
        refuseScaledRope(json.path("rope_parameters"), "rope_parameters");
        refuseUnless(!json.has("quantization_config"), "quantization_config", "present", "none");
        int heads = count("num_attention_heads", null);
        int hidden = count("hidden_size", null);
        try {
            return new TransformerConfig(
                    architecture,
                    count("vocab_size", null),
                    hidden,
                    count("intermediate_size", null),
                    count("num_hidden_layers", null),
                    heads,
                    count("num_key_value_heads", heads),
                    count("head_dim", heads == 0 ? 0 : hidden / heads),
                    count("max_position_embeddings", null),
                    (float) number("rms_norm_eps", json.path("rms_norm_eps"), 1e-6),
                    number("rope_theta", json.path("rope_parameters").path("rope_theta"), ropeTheta()),
                    json.path("tie_word_embeddings").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file, "the configuration", e.getMessage(), "it must be possible", PLAIN, e);
        }
    }

    private double ropeTheta() {
        return number("rope_theta", json.path("rope_theta"), 10_000);
    }

    private void refuseScaledRope(JsonNode rope, String name) {
        if (rope.isObject()) {
            JsonNode type = rope.has("rope_type") ? rope.get("rope_type") : rope.path("type");
            refuseUnless("default".equals(type.asText("default")), name, rope, "type default");
        }
    }

    private int count(String name, Integer absent) {
        JsonNode value = json.path(name);
        if ((value.isMissingNode() || value.isNull()) && absent != null) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw new ModelFileException(file, name, value, "it must be a positive integer", PLAIN);
        }
        return value.intValue();
    }

    private double number(String name, JsonNode value, double absent) {
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isNumber()) {
            throw new ModelFileException(file, name, value, "it must be a number", PLAIN);
        }
        return value.doubleValue();
    }

    private void refuseUnless(boolean holds, String name, Object value, String only) {
        if (!holds) {
            throw new ModelFileException(file, name, value, "only " + only + " is supported", PLAIN);
        }
    }
}
