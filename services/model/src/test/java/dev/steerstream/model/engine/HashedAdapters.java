package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PrefixTuningAdapter;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningAdapter;
import dev.steerstream.model.peft.PromptTuningConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An adapter of every method, made from {@link HashedNumbers}. LoRA is {@link HashedLora} of seed 5000, r 4, alpha 2, size 0.6 on
 * all targets. IA3's vector of layer l and target t is tensor {@code 7000 + 20 l + 2 t}, {@code 1 + 0.8 number}. Prompt tuning is
 * tensor 8000, prefix tuning tensor 8100, both 1.5 times the number and of 5 virtual tokens.
 */
final class HashedAdapters {
    static final int VIRTUAL_TOKENS = 5;

    private static final List<String> ALL =
            Arrays.stream(LoraTarget.values()).map(LoraTarget::label).toList();

    private HashedAdapters() {}

    /** By a name for each; ia3-inputs multiplies the inputs of four layers, three of which share theirs with others. */
    static Map<String, PeftAdapter> of(TransformerConfig model) {
        Map<String, PeftAdapter> adapters = new LinkedHashMap<>();
        adapters.put("lora", lora(model));
        adapters.put("ia3", ia3(model, Ia3Config.defaults()));
        adapters.put("ia3-inputs", ia3(model, new Ia3Config(ALL, List.of("k_proj", "o_proj", "up_proj", "down_proj"))));
        adapters.put(
                "prompt",
                new PromptTuningAdapter(
                        new PromptTuningConfig(VIRTUAL_TOKENS),
                        model.hiddenSize(),
                        numbers(8000, VIRTUAL_TOKENS * model.hiddenSize(), 1.5f, 0)));
        PrefixTuningAdapter.Shape shape = PrefixTuningAdapter.Shape.of(model);
        adapters.put(
                "prefix",
                new PrefixTuningAdapter(
                        new PrefixTuningConfig(VIRTUAL_TOKENS, true, 6),
                        shape,
                        numbers(8100, VIRTUAL_TOKENS * shape.ofToken(), 1.5f, 0)));
        return adapters;
    }

    private static FloatBuffer numbers(int tensor, int count, float scale, float offset) {
        return FloatBuffer.wrap(HashedNumbers.fill(tensor, count, scale, offset));
    }

    private static LoraAdapter lora(TransformerConfig model) {
        HashedLora hashed = new HashedLora(model, 5000, 4, 0.5f, 0.6f, EnumSet.allOf(LoraTarget.class));
        Map<String, LoraAdapter.Matrices> modules = new HashMap<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : LoraTarget.values()) {
                modules.put(
                        name(layer, target),
                        new LoraAdapter.Matrices(
                                target.inputs(model),
                                target.outputs(model),
                                FloatBuffer.wrap(hashed.down(layer, target)),
                                FloatBuffer.wrap(hashed.up(layer, target))));
            }
        }
        return new LoraAdapter(new LoraConfig(4, 2, 0, ALL, false), modules);
    }

    private static Ia3Adapter ia3(TransformerConfig model, Ia3Config config) {
        Map<String, FloatBuffer> vectors = new HashMap<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (String label : config.targetModules()) {
                LoraTarget target = LoraTarget.named(label);
                int features = config.scalesInput(label) ? target.inputs(model) : target.outputs(model);
                vectors.put(name(layer, target), numbers(7000 + 20 * layer + 2 * target.ordinal(), features, 0.8f, 1));
            }
        }
        return new Ia3Adapter(config, vectors);
    }

    private static String name(int layer, LoraTarget target) {
        return "model.layers." + layer + "." + target.part();
    }
}
