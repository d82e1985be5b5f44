package dev.steerstream.evaluation;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A llama of one narrow layer with random numbers, and an adapter for it: a real engine with a real tokenizer, and hardly any weights. */
final class SmallNetwork implements Weights {
    private static final int WIDTH = 32;

    private final TransformerConfig config;

    SmallNetwork(int vocabularySize) {
        config = new TransformerConfig("llama", vocabularySize, WIDTH, 48, 1, 2, 2, 16, 512, 1e-5f, 10_000, true);
    }

    @Override
    public TransformerConfig config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return TensorNames.required(config).keySet();
    }

    @Override
    public long[] shape(String name) {
        return TensorNames.required(config).get(name).clone();
    }

    @Override
    public FloatBuffer read(String name) {
        int numbers = (int) Arrays.stream(shape(name)).reduce(1, Math::multiplyExact);
        boolean norm = name.contains("norm");
        // Embeddings are the output matrix too: these make a distribution that is neither flat nor a point.
        double size = norm ? 0.1 : name.contains("embed") ? 0.3 : 1;
        return numbers(new SplittableRandom(name.hashCode()), numbers, size, norm ? 1 : 0);
    }

    @Override
    public String digest() {
        return "small-network";
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** Strong enough that warm and base differ. */
    LoraAdapter adapter() {
        LoraConfig lora = LoraConfig.defaults();
        SplittableRandom random = new SplittableRandom(5);
        Map<String, LoraAdapter.Matrices> modules = new TreeMap<>();
        for (String module : lora.modulesOf(config)) {
            long[] shape = shape(module + ".weight");
            int out = (int) shape[0];
            int in = (int) shape[1];
            modules.put(
                    module,
                    new LoraAdapter.Matrices(
                            in,
                            out,
                            numbers(random, lora.rank() * in, 0.3, 0),
                            numbers(random, out * lora.rank(), 0.3, 0)));
        }
        return new LoraAdapter(lora, modules);
    }

    private static FloatBuffer numbers(SplittableRandom random, int count, double size, double around) {
        FloatBuffer numbers = ByteBuffer.allocateDirect(Float.BYTES * count)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (numbers.hasRemaining()) numbers.put((float) (around + size * (2 * random.nextDouble() - 1)));
        return numbers.flip();
    }
}
