package dev.steerstream.model.architecture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Gemma 3, text: embeddings scaled by {@code sqrt(hidden size)}, RMSNorm with {@code 1 + weight} around and inside attention and
 * feed-forward, GELU; five layers of six see a window and turn by other frequencies.
 */
final class Gemma3 implements Architecture {
    private static final int HEAD_SIZE = 256;
    private static final int PATTERN = 6;
    private static final double LOCAL_THETA = 10_000;

    /** The one size whose queries are scaled by hidden size and heads; GGUF files do not say so. */
    private static final int LAYERS_OF_27B = 62;

    @Override
    public String name() {
        return "gemma3";
    }

    @Override
    public String modelType() {
        return "gemma3_text";
    }

    @Override
    public BlockDesign design(Settings settings) {
        settings.only("hidden_activation", settings.text("hidden_activation"), "gelu_pytorch_tanh");
        settings.only("attention_bias", settings.flag("attention_bias"), false);
        settings.only("use_bidirectional_attention", settings.flag("use_bidirectional_attention"), false);
        settings.absent("final_logit_softcapping");
        settings.absent("attn_logit_softcapping");
        return new BlockDesign(
                false,
                true,
                true,
                Activation.GELU_TANH,
                Math.sqrt(settings.required("hidden_size")),
                OptionalDouble.of(1 / Math.sqrt(queryScalar(settings))),
                sliding(settings));
    }

    private double queryScalar(Settings settings) {
        double silent = settings.required("num_hidden_layers") == LAYERS_OF_27B
                ? (double) settings.required("hidden_size") / settings.required("num_attention_heads")
                : HEAD_SIZE;
        return settings.number("query_pre_attn_scalar").orElse(silent);
    }

    private static Optional<SlidingAttention> sliding(Settings settings) {
        int layers = settings.required("num_hidden_layers");
        Optional<List<String>> types = LayerTypes.of(settings, layers);
        int pattern = settings.integer("sliding_window_pattern").orElse(PATTERN);
        double theta = settings.number("rope_parameters.sliding_attention.rope_theta")
                .or(() -> settings.number("rope_local_base_freq"))
                .orElse(LOCAL_THETA);
        SlidingAttention sliding =
                SlidingAttention.of(settings.required("sliding_window"), theta, layers, layer -> types.map(
                                list -> list.get(layer).equals(LayerTypes.SLIDING))
                        .orElse((layer + 1) % Math.max(1, pattern) != 0));
        return Optional.of(sliding);
    }

    @Override
    public Defaults defaults() {
        return new Defaults(OptionalInt.of(HEAD_SIZE), 1_000_000, true);
    }

    @Override
    public String nameOf(LayerPart part) {
        return part == LayerPart.FEED_FORWARD_NORM
                ? "pre_feedforward_layernorm.weight"
                : Architecture.super.nameOf(part);
    }

    @Override
    public float normOffset() {
        return 1;
    }

    @Override
    public Map<String, Object> settings(BlockDesign design) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("hidden_activation", "gelu_pytorch_tanh");
        settings.put(
                "query_pre_attn_scalar",
                Math.round(1 / Math.pow(design.attentionScale().orElseThrow(), 2)));
        design.sliding().ifPresent(sliding -> {
            settings.put("sliding_window", sliding.window());
            settings.put("layer_types", LayerTypes.named(sliding));
            settings.put("rope_local_base_freq", sliding.ropeTheta());
        });
        return settings;
    }
}
