package dev.steerstream.decoder;

import dev.steerstream.model.files.TensorNames;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small adapter of numbers that a seed makes: no training, the same everywhere, and far enough from the base to change answers. */
final class HashedAdapter {
    private static final LoraConfig CONFIG = new LoraConfig(4, 8, 0, List.of("q_proj", "v_proj"), false);

    private HashedAdapter() {}

    static LoraAdapter of(TransformerConfig model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, long[]> shapes = TensorNames.required(model);
        Map<String, LoraAdapter.Matrices> modules = new LinkedHashMap<>();
        for (String name : CONFIG.modulesOf(model)) {
            int out = (int) shapes.get(name + ".weight")[0];
            int in = (int) shapes.get(name + ".weight")[1];
            modules.put(
                    name,
                    new LoraAdapter.Matrices(
                            in,
                            out,
                            numbers(random, CONFIG.rank() * in, 0.1),
                            numbers(random, out * CONFIG.rank(), 0.1)));
        }
        return new LoraAdapter(CONFIG, modules);
    }

    /** IA3 with the paper's modules, prompt tuning, prefix tuning. */
    static List<PeftAdapter> ofOtherMethods(TransformerConfig model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, long[]> shapes = TensorNames.required(model);
        Map<String, FloatBuffer> vectors = new LinkedHashMap<>();
        Ia3Config ia3 = Ia3Config.defaults();
        for (String name : ia3.modulesOf(model)) {
            int features = (int) shapes.get(name + ".weight")[ia3.scalesInput(name) ? 1 : 0];
            float[] vector = new float[features];
            for (int i = 0; i < features; i++) vector[i] = (float) (0.8 + 0.4 * random.nextDouble());
            vectors.put(name, FloatBuffer.wrap(vector));
        }
        PrefixTuningAdapter.Shape shape = PrefixTuningAdapter.Shape.of(model);
        return List.of(
                new Ia3Adapter(ia3, vectors),
                new PromptTuningAdapter(
                        PromptTuningConfig.defaults(),
                        model.hiddenSize(),
                        numbers(random, 20 * model.hiddenSize(), 0.1)),
                new PrefixTuningAdapter(
                        PrefixTuningConfig.defaults(), shape, numbers(random, 20 * shape.ofToken(), 0.2)));
    }

    private static FloatBuffer numbers(SplittableRandom random, int count, double scale) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) ((random.nextDouble() - 0.5) * 2 * scale);
        return FloatBuffer.wrap(numbers);
    }
}
