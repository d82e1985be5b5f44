package dev.steerstream.extractor;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
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
                            numbers(random, CONFIG.rank() * in, 0.03),
                            numbers(random, out * CONFIG.rank(), 0.03)));
        }
        return new LoraAdapter(CONFIG, modules);
    }

    private static FloatBuffer numbers(SplittableRandom random, int count, double scale) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) ((random.nextDouble() - 0.5) * 2 * scale);
        return FloatBuffer.wrap(numbers);
    }
}
