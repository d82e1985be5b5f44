package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LoRA: A {@code [rank, in]} and B {@code [out, rank]} of every target of every layer. As PEFT begins: A uniform by Kaiming with
 * a = sqrt(5), which is within 1 / sqrt(in), of a generator per layer and target; B zero.
 */
record TrainableLora(LoraConfig config, TransformerConfig model) implements Trainable {
    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : targets().present()) {
                String stem = "base_model.model." + TargetPlaces.module(layer, target);
                slots.add(new Slot(stem + ".lora_A.weight", config.rank(), target.inputs(model)));
                slots.add(new Slot(stem + ".lora_B.weight", target.outputs(model), config.rank()));
            }
        }
        return slots;
    }

    private TargetPlaces targets() {
        return TargetPlaces.of(config.targetModules());
    }

    @Override
    public List<float[]> initial(long seed) {
        List<float[]> values = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : targets().present()) {
                int inputs = target.inputs(model);
                values.add(InitialValues.linear(
                        config.rank() * inputs,
                        inputs,
                        Seeds.random(seed, Seeds.INITIAL_WEIGHTS, layer, target.ordinal())));
                values.add(new float[target.outputs(model) * config.rank()]);
            }
        }
        return values;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("rank", Integer.toString(config.rank()));
        settings.put("alpha", Double.toString(config.alpha()));
        settings.put("dropout", Double.toString(config.dropout()));
        settings.put("target_modules", config.targetModules().toString());
        settings.put("rank_stabilised", Boolean.toString(config.rankStabilised()));
        return settings;
    }

    @Override
    public List<String> resources() {
        return List.of("training_lora.py", "training_rows_plain.py");
    }

    @Override
    public void configure(TorchModule module) {
        module.configure("configure_method", targets().places(), targets().count(), config.scale(), config.dropout());
    }

    @Override
    public LoraAdapter adapter(List<float[]> exported) {
        Map<String, LoraAdapter.Matrices> modules = new HashMap<>();
        int at = 0;
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : targets().present()) {
                modules.put(
                        TargetPlaces.module(layer, target),
                        new LoraAdapter.Matrices(
                                target.inputs(model),
                                target.outputs(model),
                                FloatBuffer.wrap(exported.get(at++)),
                                FloatBuffer.wrap(exported.get(at++))));
            }
        }
        return new LoraAdapter(config, modules);
    }
}
