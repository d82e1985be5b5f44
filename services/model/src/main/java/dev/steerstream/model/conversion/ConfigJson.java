package dev.steerstream.model.conversion;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.architecture.Architecture;
import dev.steerstream.model.architecture.Architectures;
import dev.steerstream.model.files.TransformerConfig;

/** transformers' config.json of a network; reading it gives the same network again. */
final class ConfigJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ConfigJson() {}

    static ObjectNode of(TransformerConfig config, ExportedType type) {
        Architecture architecture = Architectures.named(config.architecture());
        String name = architecture.name();
        ObjectNode json = MAPPER.createObjectNode();
        json.putArray("architectures").add(Character.toUpperCase(name.charAt(0)) + name.substring(1) + "ForCausalLM");
        json.put("model_type", architecture.modelType())
                .put("dtype", type.label())
                .put("vocab_size", config.vocabularySize())
                .put("hidden_size", config.hiddenSize())
                .put("intermediate_size", config.intermediateSize())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("num_key_value_heads", config.keyValueHeads())
                .put("head_dim", config.headSize())
                .put("max_position_embeddings", config.contextLength())
                .put("rms_norm_eps", config.rmsNormEpsilon())
                .put("rope_theta", config.ropeTheta())
                .put("tie_word_embeddings", config.tiedEmbeddings());
        json.setAll((ObjectNode) MAPPER.valueToTree(architecture.settings(config.design())));
        return json;
    }
}
