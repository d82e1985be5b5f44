package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.TransformerConfig;
import java.util.Set;

/**
 * P-tuning v2: {@code prompt_embeddings [virtual tokens, layers 2 token_dim]}, what the encoder made; the encoder itself is not
 * stored. With grouped-query attention PEFT means the key heads by token_dim and num_attention_heads.
 */
final class PrefixTuningFormat implements PeftFormat<PrefixTuningAdapter> {
    private static final Set<String> KNOWN = Set.of(
            "num_virtual_tokens",
            "token_dim",
            "num_layers",
            "num_attention_heads",
            "num_transformer_submodules",
            "prefix_projection",
            "encoder_hidden_size",
            "init_weights");

    @Override
    public String type() {
        return "PREFIX_TUNING";
    }

    @Override
    public PrefixTuningAdapter read(PeftOptions options, SafetensorsFile tensors, TransformerConfig model) {
        options.checkKnown(KNOWN);
        PrefixTuningAdapter.Shape shape = PrefixTuningAdapter.Shape.of(model);
        options.ofModel("num_transformer_submodules", 1);
        options.ofModel("num_layers", shape.layers());
        options.ofModel("num_attention_heads", shape.keyValueHeads());
        options.ofModel("token_dim", shape.width());
        boolean projection = options.flag("prefix_projection");
        PrefixTuningConfig config = options.usable(() -> new PrefixTuningConfig(
                options.whole("num_virtual_tokens"),
                projection,
                projection ? options.whole("encoder_hidden_size") : 0));
        return new PrefixTuningAdapter(
                config, shape, PeftFiles.prompt(tensors, config.virtualTokens(), shape.ofToken()));
    }

    @Override
    public void describe(PrefixTuningAdapter adapter, ObjectNode json) {
        PrefixTuningConfig config = adapter.config();
        PrefixTuningAdapter.Shape shape = adapter.shape();
        json.put("num_virtual_tokens", config.virtualTokens())
                .put("num_layers", shape.layers())
                .put("num_attention_heads", shape.keyValueHeads())
                .put("token_dim", shape.width())
                .put("num_transformer_submodules", 1)
                .put("prefix_projection", config.projection());
        if (config.projection()) {
            json.put("encoder_hidden_size", config.encoderHiddenSize());
        } else {
            json.putNull("encoder_hidden_size");
        }
        json.put("inference_mode", true);
    }
}
