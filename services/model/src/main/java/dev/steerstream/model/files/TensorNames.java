package dev.steerstream.model.files;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The canonical names of a model's tensors, their shapes, and what GGUF calls them. */
public final class TensorNames {
    public static final String EMBEDDING = "model.embed_tokens.weight"; // [vocabulary, hidden]
    public static final String FINAL_NORM = "model.norm.weight"; // [hidden]
    public static final String OUTPUT = "lm_head.weight"; // [vocabulary, hidden]

    private static final Pattern GGUF_BLOCK = Pattern.compile("blk\\.(\\d{1,4})\\.([a-z_]+)\\.weight");

    private static final Map<String, String> GGUF_OUTSIDE =
            Map.of("token_embd.weight", EMBEDDING, "output_norm.weight", FINAL_NORM, "output.weight", OUTPUT);

    private static final Map<String, String> GGUF_INSIDE = Map.of(
            "attn_norm", "input_layernorm",
            "attn_q", "self_attn.q_proj",
            "attn_k", "self_attn.k_proj",
            "attn_v", "self_attn.v_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_norm", "post_attention_layernorm",
            "ffn_gate", "mlp.gate_proj",
            "ffn_up", "mlp.up_proj",
            "ffn_down", "mlp.down_proj");

    private TensorNames() {}

    /** The canonical name of a layer's weight, for example {@code layer(0, "self_attn.q_proj")}. */
    public static String layer(int layer, String part) {
        return "model.layers." + layer + "." + part + ".weight";
    }

    /** Every tensor that a model of this configuration has, with its shape; nothing else belongs to it. Sorted by name. */
    public static Map<String, long[]> required(TransformerConfig config) {
        Map<String, long[]> shapes = new TreeMap<>();
        long hidden = config.hiddenSize();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long inner = config.intermediateSize();
        shapes.put(EMBEDDING, new long[] {config.vocabularySize(), hidden});
        shapes.put(FINAL_NORM, new long[] {hidden});
        if (!config.tiedEmbeddings()) {
            shapes.put(OUTPUT, new long[] {config.vocabularySize(), hidden});
        }
        for (int i = 0; i < config.layers(); i++) {
            shapes.put(layer(i, "input_layernorm"), new long[] {hidden});
            shapes.put(layer(i, "self_attn.q_proj"), new long[] {queries, hidden});
            shapes.put(layer(i, "self_attn.k_proj"), new long[] {keys, hidden});
            shapes.put(layer(i, "self_attn.v_proj"), new long[] {keys, hidden});
            shapes.put(layer(i, "self_attn.o_proj"), new long[] {hidden, queries});
            shapes.put(layer(i, "post_attention_layernorm"), new long[] {hidden});
            shapes.put(layer(i, "mlp.gate_proj"), new long[] {inner, hidden});
            shapes.put(layer(i, "mlp.up_proj"), new long[] {inner, hidden});
            shapes.put(layer(i, "mlp.down_proj"), new long[] {hidden, inner});
        }
        return shapes;
    }

    /** The canonical name of a GGUF tensor of the llama architecture, or empty when it has none. */
    static Optional<String> fromGguf(String name) {
        Matcher block = GGUF_BLOCK.matcher(name);
        if (!block.matches()) {
            return Optional.ofNullable(GGUF_OUTSIDE.get(name));
        }
        return Optional.ofNullable(GGUF_INSIDE.get(block.group(2)))
                .map(part -> layer(Integer.parseInt(block.group(1)), part));
    }
}
