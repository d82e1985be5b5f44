package dev.steerstream.model.peft;

import dev.steerstream.model.files.TransformerConfig;
import java.util.List;

/**
 * What an adapter does to a model: {@code W x + scale B A x} on the named linear layers of every block, no biases.
 *
 * @param rank r, rows of A and columns of B
 * @param alpha the numerator of the scale
 * @param dropout on x while training, 0 to below 1
 * @param targetModules the linear layers, sorted, for example {@code q_proj}; all seven of a block are possible
 * @param rankStabilised whether the scale is {@code alpha / sqrt(r)} (rsLoRA) and not {@code alpha / r}
 */
public record LoraConfig(int rank, double alpha, double dropout, List<String> targetModules, boolean rankStabilised)
        implements PeftConfig {
    public LoraConfig {
        require(rank >= 1 && rank <= 4096, "rank is " + rank + ", but must be 1 to 4096");
        require(alpha > 0 && alpha <= 1e6, "alpha is " + alpha + ", but must be above 0 and at most 1000000");
        require(dropout >= 0 && dropout < 1, "dropout is " + dropout + ", but must be at least 0 and below 1");
        targetModules = LinearLayers.someChecked("targetModules", targetModules);
    }

    @Override
    public String method() {
        return "lora";
    }

    /** The paper's defaults: r 8, alpha 16, dropout 0.1 on q, k, v, o. */
    public static LoraConfig defaults() {
        return new LoraConfig(8, 16, 0.1, List.of("q_proj", "k_proj", "v_proj", "o_proj"), false);
    }

    /** What B A x is multiplied by. */
    public double scale() {
        return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /** The adapted modules' names in the model, for example {@code model.layers.0.self_attn.q_proj}, layer by layer. */
    public List<String> modulesOf(TransformerConfig model) {
        return LinearLayers.of(model, targetModules);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message + ". Correct it.");
        }
    }
}
