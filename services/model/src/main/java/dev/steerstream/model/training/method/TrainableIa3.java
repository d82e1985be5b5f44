package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TorchModule;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.Ia3Config;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** IA3: a vector of every target of every layer, {@code [1, in]} where it multiplies the input, else {@code [out, 1]}. All begin as ones, as in PEFT. */
record TrainableIa3(Ia3Config config, TransformerConfig model) implements Trainable {
    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : targets().present()) {
                String name = "base_model.model." + TargetPlaces.module(layer, target) + ".ia3_l";
                slots.add(
                        config.scalesInput(target.label())
                                ? new Slot(name, 1, target.inputs(model))
                                : new Slot(name, target.outputs(model), 1));
            }
        }
        return slots;
    }

    private TargetPlaces targets() {
        return TargetPlaces.of(config.targetModules());
    }

    @Override
    public List<float[]> initial(long seed) {
        return slots().stream()
                .map(slot -> InitialValues.constant(slot.size(), 1))
                .toList();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("target_modules", config.targetModules().toString());
        settings.put("feedforward_modules", config.feedforwardModules().toString());
        return settings;
    }

    @Override
    public List<String> resources() {
        return List.of("training_ia3.py", "training_rows_plain.py");
    }

    @Override
    public void configure(TorchModule module) {
        long[] inputSide = new long[LoraTarget.values().length];
        for (LoraTarget target : targets().present()) {
            inputSide[target.ordinal()] = config.scalesInput(target.label()) ? 1 : 0;
        }
        module.configure(
                "configure_method", targets().places(), inputSide, targets().count());
    }

    @Override
    public Ia3Adapter adapter(List<float[]> exported) {
        Map<String, FloatBuffer> vectors = new HashMap<>();
        int at = 0;
        for (int layer = 0; layer < model.layers(); layer++) {
            for (LoraTarget target : targets().present()) {
                vectors.put(TargetPlaces.module(layer, target), FloatBuffer.wrap(exported.get(at++)));
            }
        }
        return new Ia3Adapter(config, vectors);
    }
}
