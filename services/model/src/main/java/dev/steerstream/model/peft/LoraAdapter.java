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
 * A LoRA adapter: for every adapted module A {@code [rank, in]} and B {@code [out, rank]}, float32 and finite. The numbers are
 * copied in and given out read-only: immutable.
 */
public final class LoraAdapter implements PeftAdapter {
    /**
     * The two matrices of one module.
     *
     * @param in columns of A
     * @param out rows of B
     * @param a {@code [rank, in]}, row-major
     * @param b {@code [out, rank]}, row-major
     */
    public record Matrices(int in, int out, FloatBuffer a, FloatBuffer b) {
        public Matrices {
            a = AdapterNumbers.copy(a);
            b = AdapterNumbers.copy(b);
        }

        /** A view with a position of its own. */
        @Override
        public FloatBuffer a() {
            return a.duplicate();
        }

        /** A view with a position of its own. */
        @Override
        public FloatBuffer b() {
            return b.duplicate();
        }
    }

    private final LoraConfig config;
    private final SortedMap<String, Matrices> modules;

    /**
     * @param modules by the module's name in the model, for example {@code model.layers.0.self_attn.q_proj}
     * @throws IllegalArgumentException when shapes do not fit the rank or a number is not finite
     */
    public LoraAdapter(LoraConfig config, Map<String, Matrices> modules) {
        this.config = config;
        this.modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
        if (modules.isEmpty()) {
            throw new IllegalArgumentException("The adapter has no modules, but must have at least one.");
        }
        modules.forEach((name, matrices) -> {
            AdapterNumbers.check(name + " A", matrices.a(), (long) config.rank() * matrices.in());
            AdapterNumbers.check(name + " B", matrices.b(), (long) matrices.out() * config.rank());
        });
    }

    @Override
    public LoraConfig config() {
        return config;
    }

    /** By the module's name, sorted. */
    public SortedMap<String, Matrices> modules() {
        return modules;
    }

    @Override
    public void checkFits(TransformerConfig model) {
        Map<String, long[]> shapes = TensorNames.required(model);
        for (String name : config.modulesOf(model)) {
            Matrices matrices = modules.get(name);
            long[] shape = shapes.get(name + ".weight");
            if (matrices == null) {
                throw new IllegalArgumentException("The adapter lacks " + name
                        + ", but its configuration names it. Use the model it was made for.");
            }
            if (matrices.out() != shape[0] || matrices.in() != shape[1]) {
                throw new IllegalArgumentException("The adapter's " + name + " is for [" + matrices.out() + ", "
                        + matrices.in() + "], but the model's is [" + shape[0] + ", " + shape[1]
                        + "]. Use the model it was made for.");
            }
        }
        if (modules.size() != config.modulesOf(model).size()) {
            throw new IllegalArgumentException("The adapter has " + modules.size() + " modules, but this model has "
                    + config.modulesOf(model).size() + " of them. Use the model it was made for.");
        }
    }

    @Override
    public String digest() {
        AdapterNumbers.Digest digest = new AdapterNumbers.Digest()
                .line("lora r=" + config.rank() + " alpha=" + config.alpha() + " dropout=" + config.dropout()
                        + " rslora=" + config.rankStabilised() + " targets="
                        + String.join(",", config.targetModules()));
        modules.forEach((name, matrices) -> digest.line(name + ".lora_A [" + config.rank() + "," + matrices.in() + "]")
                .numbers(matrices.a())
                .line(name + ".lora_B [" + matrices.out() + "," + config.rank() + "]")
                .numbers(matrices.b()));
        return digest.hex();
    }

    @Override
    public SortedMap<String, SafetensorsWriter.Tensor> tensors() {
        SortedMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        long rank = config.rank();
        modules.forEach((name, matrices) -> {
            String stem = PeftFiles.MODULE_PREFIX + name + ".lora_";
            tensors.put(
                    stem + "A.weight", new SafetensorsWriter.Tensor(new long[] {rank, matrices.in()}, matrices.a()));
            tensors.put(
                    stem + "B.weight", new SafetensorsWriter.Tensor(new long[] {matrices.out(), rank}, matrices.b()));
        });
        return tensors;
    }
}
