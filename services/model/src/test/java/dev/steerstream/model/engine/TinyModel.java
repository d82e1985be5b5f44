package dev.steerstream.model.engine;

import dev.steerstream.model.architecture.Activation;
import dev.steerstream.model.architecture.BlockDesign;
import dev.steerstream.model.architecture.SlidingAttention;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model of about 30,000 weights, made from {@link HashedNumbers}: tensor k of the sorted canonical names is
 * {@code 0.5 * number}, a norm is {@code 1 + 0.2 * number}. One of each architecture, small enough that windows are shorter than
 * the tests' prompts.
 */
public class TinyModel implements Weights {
    private final TransformerConfig config;
    private final Map<String, long[]> shapes;
    private final List<String> order;
    private final Map<String, float[]> made = new ConcurrentHashMap<>();

    public TinyModel(TransformerConfig config) {
        this.config = config;
        this.shapes = TensorNames.required(config);
        this.order = new ArrayList<>(shapes.keySet());
    }

    /** The tiny model of an architecture. */
    public static TinyModel of(String architecture) {
        return new TinyModel(
                switch (architecture) {
                    case "llama" -> TinyLlama.CONFIG;
                    case "mistral" -> config(architecture, 2, 2, 8, 10_000, false, sliding(7, 10_000, true, true));
                    case "qwen2" -> config(architecture, 2, 2, 8, 1_000_000, true, qwen(true, false));
                    case "qwen3" -> config(architecture, 2, 2, 16, 1_000_000, false, qwen(false, true));
                    case "gemma3" ->
                        config(
                                architecture,
                                3,
                                1,
                                16,
                                1_000_000,
                                true,
                                new BlockDesign(
                                        false,
                                        true,
                                        true,
                                        Activation.GELU_TANH,
                                        Math.sqrt(32),
                                        OptionalDouble.of(1 / Math.sqrt(24)),
                                        sliding(6, 10_000, true, false, true).sliding()));
                    default -> throw new IllegalArgumentException(architecture);
                });
    }

    private static TransformerConfig config(
            String architecture,
            int layers,
            int keyValueHeads,
            int headSize,
            double theta,
            boolean tied,
            BlockDesign design) {
        return new TransformerConfig(
                architecture, 97, 32, 48, layers, 4, keyValueHeads, headSize, 320, 1e-5f, theta, tied, design);
    }

    private static BlockDesign qwen(boolean bias, boolean headNorms) {
        return new BlockDesign(bias, headNorms, false, Activation.SILU, 1, OptionalDouble.empty(), Optional.empty());
    }

    private static BlockDesign sliding(int window, double theta, Boolean... layers) {
        return new BlockDesign(
                false,
                false,
                false,
                Activation.SILU,
                1,
                OptionalDouble.empty(),
                Optional.of(new SlidingAttention(window, theta, List.of(layers))));
    }

    @Override
    public TransformerConfig config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public long[] shape(String name) {
        return shapes.get(name).clone();
    }

    @Override
    public FloatBuffer read(String name) {
        return FloatBuffer.wrap(made.computeIfAbsent(name, this::make).clone());
    }

    private float[] make(String name) {
        int count = 1;
        for (long dimension : shapes.get(name)) {
            count *= (int) dimension;
        }
        boolean norm = shapes.get(name).length == 1 && !name.endsWith(".bias");
        return HashedNumbers.fill(order.indexOf(name), count, norm ? 0.2f : 0.5f, norm ? 1 : 0);
    }

    @Override
    public String digest() {
        return "tiny";
    }

    @Override
    public void close() {}
}
