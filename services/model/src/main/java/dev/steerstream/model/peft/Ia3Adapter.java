package dev.steerstream.model.peft;

import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An IA3 adapter: for every adapted module a vector of its outputs' length, or of its inputs' where the configuration says so.
 * The numbers are copied in and given out read-only: immutable.
 */
public final class Ia3Adapter implements PeftAdapter {
    private final Ia3Config config;
    private final SortedMap<String, FloatBuffer> vectors;

    /**
     * @param vectors by the module's name in the model, for example {@code model.layers.0.self_attn.k_proj}
     * @throws IllegalArgumentException when there is none, one is empty, or a number is not finite
     */
    public Ia3Adapter(Ia3Config config, Map<String, FloatBuffer> vectors) {
        this.config = config;
        SortedMap<String, FloatBuffer> copies = new TreeMap<>();
        vectors.forEach((name, values) -> {
            AdapterNumbers.check(name, values, Math.max(1, values.remaining()));
            copies.put(name, AdapterNumbers.copy(values));
        });
        this.vectors = Collections.unmodifiableSortedMap(copies);
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("The adapter has no modules, but must have at least one.");
        }
    }

    @Override
    public Ia3Config config() {
        return config;
    }

    /** The vector of an adapted module: a view with a position of its own. */
    public FloatBuffer vector(String module) {
        return vectors.get(module).duplicate();
    }

    @Override
    public void checkFits(TransformerConfig model) {
        Map<String, long[]> shapes = TensorNames.required(model);
        for (String name : config.modulesOf(model)) {
            FloatBuffer vector = vectors.get(name);
            if (vector == null) {
                throw new IllegalArgumentException("The adapter lacks " + name
                        + ", but its configuration names it. Use the model it was made for.");
            }
            long features = shapes.get(name + ".weight")[config.scalesInput(name) ? 1 : 0];
            if (vector.remaining() != features) {
                throw new IllegalArgumentException("The adapter's vector of " + name + " has " + vector.remaining()
                        + " numbers, but the model's layer has " + features
                        + (config.scalesInput(name) ? " inputs" : " outputs") + ". Use the model it was made for.");
            }
        }
        if (vectors.size() != config.modulesOf(model).size()) {
            throw new IllegalArgumentException("The adapter has " + vectors.size() + " modules, but this model has "
                    + config.modulesOf(model).size() + " of them. Use the model it was made for.");
        }
    }

    @Override
    public String digest() {
        AdapterNumbers.Digest digest = new AdapterNumbers.Digest()
                .line("ia3 targets=" + String.join(",", config.targetModules()) + " feedforward="
                        + String.join(",", config.feedforwardModules()));
        vectors.forEach((name, values) ->
                digest.line(name + ".ia3_l [" + values.remaining() + "]").numbers(values));
        return digest.hex();
    }

    @Override
    public SortedMap<String, SafetensorsWriter.Tensor> tensors() {
        SortedMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        vectors.forEach((name, values) -> {
            long features = values.remaining();
            tensors.put(
                    PeftFiles.MODULE_PREFIX + name + ".ia3_l",
                    new SafetensorsWriter.Tensor(
                            config.scalesInput(name) ? new long[] {1, features} : new long[] {features, 1},
                            vector(name)));
        });
        return tensors;
    }
}
