package dev.steerstream.cli.engine.bench;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** An adapter of the paper's shape with random numbers: times do not depend on what an adapter has learned. */
final class BenchAdapter {
    /** Small enough that the text stays text, large enough that steering has something to do. */
    private static final double SIZE = 0.01;

    private BenchAdapter() {}

    static LoraAdapter random(TransformerConfig model, long seed) {
        LoraConfig config = LoraConfig.defaults();
        Map<String, long[]> shapes = TensorNames.required(model);
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, LoraAdapter.Matrices> modules = new TreeMap<>();
        for (String module : config.modulesOf(model)) {
            long[] shape = shapes.get(module + ".weight");
            int out = (int) shape[0];
            int in = (int) shape[1];
            modules.put(
                    module,
                    new LoraAdapter.Matrices(
                            in, out, numbers(random, config.rank() * in), numbers(random, out * config.rank())));
        }
        return new LoraAdapter(config, modules);
    }

    private static FloatBuffer numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (SIZE * 2 * (random.nextDouble() - 0.5) * Math.sqrt(3));
        }
        return FloatBuffer.wrap(numbers);
    }
}
