package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import java.util.Arrays;

/**
 * A linear layer that LoRA can adapt. Several targets read the same input and lie in one packed weight: that is a site
 * (0 query, key, value; 1 attention output; 2 gate and up; 3 down), and a target's output starts at an offset in it.
 */
public enum LoraTarget {
    QUERY("q_proj", "self_attn", 0),
    KEY("k_proj", "self_attn", 0),
    VALUE("v_proj", "self_attn", 0),
    OUTPUT("o_proj", "self_attn", 1),
    GATE("gate_proj", "mlp", 2),
    UP("up_proj", "mlp", 2),
    DOWN("down_proj", "mlp", 3);

    static final int SITES = 4;

    private final String label;
    private final String block;
    private final int site;

    LoraTarget(String label, String block, int site) {
        this.label = label;
        this.block = block;
        this.site = site;
    }

    /** The name that PEFT's {@code target_modules} uses. */
    public String label() {
        return label;
    }

    /** The canonical name of the module in a layer, for example {@code self_attn.q_proj}. */
    public String part() {
        return block + "." + label;
    }

    /** Which joined product it belongs to, with the targets that read the same input: 0 to 3. */
    public int site() {
        return site;
    }

    /** Columns of the layer's weight. */
    public int inputs(TransformerConfig config) {
        return switch (this) {
            case OUTPUT -> config.heads() * config.headSize();
            case DOWN -> config.intermediateSize();
            default -> config.hiddenSize();
        };
    }

    /** Rows of the layer's weight. */
    public int outputs(TransformerConfig config) {
        return switch (this) {
            case QUERY -> config.heads() * config.headSize();
            case KEY, VALUE -> config.keyValueHeads() * config.headSize();
            case GATE, UP -> config.intermediateSize();
            case OUTPUT, DOWN -> config.hiddenSize();
        };
    }

    /** First row of this target in its site's weight. */
    int offset(TransformerConfig config) {
        return switch (this) {
            case KEY -> QUERY.outputs(config);
            case VALUE -> QUERY.outputs(config) + KEY.outputs(config);
            case UP -> GATE.outputs(config);
            default -> 0;
        };
    }

    /** Numbers of one layer's matrices. */
    public static long layerWeights(TransformerConfig config) {
        return Arrays.stream(values())
                .mapToLong(target -> (long) target.inputs(config) * target.outputs(config))
                .sum();
    }

    static int siteOutputs(int site, TransformerConfig config) {
        return Arrays.stream(values())
                .filter(target -> target.site == site)
                .mapToInt(target -> target.outputs(config))
                .sum();
    }

    /** @throws UnsupportedOptionException when no target has this name */
    public static LoraTarget named(String label) {
        return Arrays.stream(values())
                .filter(target -> target.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new UnsupportedOptionException(
                        "LoRA target",
                        label,
                        Arrays.stream(values()).map(LoraTarget::label).toList()));
    }
}
