package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.TransformerConfig;
import java.util.Set;

/** Prompt tuning: {@code prompt_embeddings [virtual tokens, hidden size]}. */
final class PromptTuningFormat implements PeftFormat<PromptTuningAdapter> {
    /** Layers and heads are written by PEFT, but of no effect here. */
    private static final Set<String> KNOWN = Set.of(
            "num_virtual_tokens",
            "token_dim",
            "num_layers",
            "num_attention_heads",
            "num_transformer_submodules",
            "prompt_tuning_init",
            "prompt_tuning_init_text",
            "tokenizer_name_or_path",
            "tokenizer_kwargs");

    @Override
    public String type() {
        return "PROMPT_TUNING";
    }

    @Override
    public PromptTuningAdapter read(PeftOptions options, SafetensorsFile tensors, TransformerConfig model) {
        options.checkKnown(KNOWN);
        options.ofModel("num_transformer_submodules", 1);
        options.ofModel("token_dim", model.hiddenSize());
        PromptTuningConfig config = options.usable(() -> new PromptTuningConfig(options.whole("num_virtual_tokens")));
        return new PromptTuningAdapter(
                config, model.hiddenSize(), PeftFiles.prompt(tensors, config.virtualTokens(), model.hiddenSize()));
    }

    @Override
    public void describe(PromptTuningAdapter adapter, ObjectNode json) {
        json.put("num_virtual_tokens", adapter.config().virtualTokens())
                .put("token_dim", adapter.hiddenSize())
                .put("num_transformer_submodules", 1)
                .put("prompt_tuning_init", "RANDOM")
                .put("inference_mode", true);
    }
}
