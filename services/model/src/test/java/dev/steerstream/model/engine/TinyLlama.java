package dev.steerstream.model.engine;

import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A llama of about 30,000 weights, made from {@link HashedNumbers}: tensor k of the sorted canonical names is
 * {@code 0.5 * number}, a norm is {@code 1 + 0.2 * number}.
 */
public class TinyLlama implements Weights {
    public static final TransformerConfig CONFIG =
            new TransformerConfig("llama", 97, 32, 48, 2, 4, 2, 8, 320, 1e-5f, 10_000, true);

    /** Rows of whole groups of 32, as four-bit weights need them. */
    public static final TransformerConfig GROUPED =
            new TransformerConfig("llama", 97, 64, 96, 2, 4, 2, 16, 320, 1e-5f, 10_000, true);

    private final TransformerConfig config;
    private final Map<String, long[]> shapes;
    private final List<String> order;
    private final Map<String, float[]> made = new ConcurrentHashMap<>();

    public TinyLlama() {
        this(CONFIG);
    }

    public TinyLlama(TransformerConfig config) {
        this.config = config;
        this.shapes = TensorNames.required(config);
        this.order = new ArrayList<>(shapes.keySet());
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
        return FloatBuffer.wrap(made.computeIfAbsent(name, this::make));
    }

    private float[] make(String name) {
        int count = 1;
        for (long dimension : shapes.get(name)) {
            count *= (int) dimension;
        }
        boolean norm = shapes.get(name).length == 1;
        return HashedNumbers.fill(order.indexOf(name), count, norm ? 0.2f : 0.5f, norm ? 1 : 0);
    }

    @Override
    public String digest() {
        return "tiny";
    }

    @Override
    public void close() {}

    /** A prompt of hashed ids. */
    public static int[] prompt(int seed, int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (int) ((HashedNumbers.at(1000 + seed, i) + 0.5f) * CONFIG.vocabularySize());
        }
        return ids;
    }
}
