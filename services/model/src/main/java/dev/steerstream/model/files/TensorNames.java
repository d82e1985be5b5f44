package dev.steerstream.model.files;

import dev.steerstream.model.architecture.Architecture;
import dev.steerstream.model.architecture.Architectures;
import dev.steerstream.model.architecture.LayerPart;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The canonical names of a model's tensors, their shapes, and what GGUF calls them. */
public final class TensorNames {
    public static final String EMBEDDING = "model.embed_tokens.weight"; // [vocabulary, hidden]
    public static final String FINAL_NORM = "model.norm.weight"; // [hidden]
    public static final String OUTPUT = "lm_head.weight"; // [vocabulary, hidden]

    private TensorNames() {}

    /** The canonical name of a layer's weight, for example {@code layer(0, "self_attn.q_proj")}. */
    public static String layer(int layer, String part) {
        return "model.layers." + layer + "." + part + ".weight";
    }

    /** The canonical names of a layer's tensors, in the order of {@link LayerPart}. */
    public static List<String> ofLayer(TransformerConfig config, int layer) {
        return ofLayer(config, layer, EnumSet.allOf(LayerPart.class));
    }

    /** Those of some parts, as far as the network has them. */
    public static List<String> ofLayer(TransformerConfig config, int layer, Set<LayerPart> wanted) {
        Architecture architecture = Architectures.named(config.architecture());
        return parts(config).stream()
                .filter(wanted::contains)
                .map(part -> canonical(architecture, layer, part))
                .toList();
    }

    private static String canonical(Architecture architecture, int layer, LayerPart part) {
        return "model.layers." + layer + "." + architecture.nameOf(part);
    }

    private static List<LayerPart> parts(TransformerConfig config) {
        return Arrays.stream(LayerPart.values()).filter(config.design()::has).toList();
    }

    /** Whether it is a norm's weight. */
    public static boolean isNorm(String name, long[] shape) {
        return shape.length == 1 && !name.endsWith(".bias");
    }

    /** Every tensor that a model of this configuration has, with its shape; nothing else belongs to it. Sorted by name. */
    public static Map<String, long[]> required(TransformerConfig config) {
        Architecture architecture = Architectures.named(config.architecture());
        Map<String, long[]> shapes = new TreeMap<>();
        long hidden = config.hiddenSize();
        shapes.put(EMBEDDING, new long[] {config.vocabularySize(), hidden});
        shapes.put(FINAL_NORM, new long[] {hidden});
        if (!config.tiedEmbeddings()) {
            shapes.put(OUTPUT, new long[] {config.vocabularySize(), hidden});
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            for (LayerPart part : parts(config)) {
                shapes.put(canonical(architecture, layer, part), shape(config, part));
            }
        }
        return shapes;
    }

    private static long[] shape(TransformerConfig config, LayerPart part) {
        long hidden = config.hiddenSize();
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long inner = config.intermediateSize();
        return switch (part) {
            case ATTENTION_NORM, FEED_FORWARD_NORM, ATTENTION_OUTPUT_NORM, FEED_FORWARD_OUTPUT_NORM ->
                new long[] {hidden};
            case QUERY -> new long[] {queries, hidden};
            case KEY, VALUE -> new long[] {keys, hidden};
            case ATTENTION_OUTPUT -> new long[] {hidden, queries};
            case GATE, UP -> new long[] {inner, hidden};
            case DOWN -> new long[] {hidden, inner};
            case QUERY_BIAS -> new long[] {queries};
            case KEY_BIAS, VALUE_BIAS -> new long[] {keys};
            case QUERY_NORM, KEY_NORM -> new long[] {config.headSize()};
        };
    }

    /** What a GGUF file calls the tensors of this model: its name -> the canonical name. */
    static Map<String, String> inGguf(TransformerConfig config) {
        Architecture architecture = Architectures.named(config.architecture());
        Map<String, String> names = new TreeMap<>();
        names.put("token_embd.weight", EMBEDDING);
        names.put("output_norm.weight", FINAL_NORM);
        if (!config.tiedEmbeddings()) {
            names.put("output.weight", OUTPUT);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            for (LayerPart part : parts(config)) {
                names.put("blk." + layer + "." + part.ggufName(), canonical(architecture, layer, part));
            }
        }
        return names;
    }
}
