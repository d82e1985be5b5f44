package dev.steerstream.model.peft;

import dev.steerstream.model.files.TransformerConfig;
import java.util.List;

/**
 * IA3: one learned vector for every named linear layer of every block. It multiplies what the layer puts out, biases included;
 * of a feed-forward module it multiplies what goes in.
 *
 * @param targetModules the linear layers, sorted, for example {@code k_proj}
 * @param feedforwardModules those of them whose input is multiplied, sorted
 */
public record Ia3Config(List<String> targetModules, List<String> feedforwardModules) implements PeftConfig {
    public Ia3Config {
        targetModules = LinearLayers.someChecked("targetModules", targetModules);
        feedforwardModules = LinearLayers.checked("feedforwardModules", feedforwardModules);
        if (!targetModules.containsAll(feedforwardModules)) {
            throw new IllegalArgumentException("feedforwardModules are " + feedforwardModules
                    + ", but all of them must be among the targetModules, which are " + targetModules
                    + ". Correct it.");
        }
    }

    /** The paper's modules: q, k, v, o, up, down; down's input is multiplied, which is PEFT's rule for these architectures. */
    public static Ia3Config defaults() {
        return new Ia3Config(
                List.of("q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj"), List.of("down_proj"));
    }

    @Override
    public String method() {
        return "ia3";
    }

    /** The adapted modules' names in the model, for example {@code model.layers.0.self_attn.q_proj}, layer by layer. */
    public List<String> modulesOf(TransformerConfig model) {
        return LinearLayers.of(model, targetModules);
    }

    /** Whether this module's vector multiplies its input. */
    public boolean scalesInput(String module) {
        return feedforwardModules.contains(module.substring(module.lastIndexOf('.') + 1));
    }
}
