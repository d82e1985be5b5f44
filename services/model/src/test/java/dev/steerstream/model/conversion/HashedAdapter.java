package dev.steerstream.model.conversion;

import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adapters made from {@link HashedNumbers}. */
final class HashedAdapter {
    private HashedAdapter() {}

    /** LoRA on every linear layer. */
    static LoraAdapter of(TransformerConfig model, float size) {
        LoraConfig config = new LoraConfig(
                4, 8, 0, List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"), true);
        Map<String, long[]> shapes = TensorNames.required(model);
        Map<String, LoraAdapter.Matrices> modules = new TreeMap<>();
        int tensor = 7000;
        for (String module : config.modulesOf(model)) {
            int out = (int) shapes.get(module + ".weight")[0];
            int in = (int) shapes.get(module + ".weight")[1];
            float[] a = HashedNumbers.fill(tensor++, config.rank() * in, size, 0);
            float[] b = HashedNumbers.fill(tensor++, out * config.rank(), size, 0);
            modules.put(module, new LoraAdapter.Matrices(in, out, FloatBuffer.wrap(a), FloatBuffer.wrap(b)));
        }
        return new LoraAdapter(config, modules);
    }

    /** IA3 on the paper's modules: factors around 1. */
    static Ia3Adapter multiplying(TransformerConfig model, float size) {
        Ia3Config config = Ia3Config.defaults();
        Map<String, long[]> shapes = TensorNames.required(model);
        Map<String, FloatBuffer> vectors = new TreeMap<>();
        int tensor = 8000;
        for (String module : config.modulesOf(model)) {
            int features = (int) shapes.get(module + ".weight")[config.scalesInput(module) ? 1 : 0];
            vectors.put(module, FloatBuffer.wrap(HashedNumbers.fill(tensor++, features, size, 1)));
        }
        return new Ia3Adapter(config, vectors);
    }
}
