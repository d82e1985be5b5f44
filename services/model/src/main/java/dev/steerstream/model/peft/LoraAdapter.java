package dev.steerstream.model.peft;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A LoRA adapter: for every adapted module A {@code [rank, in]} and B {@code [out, rank]}, float32 and finite. The numbers are
 * copied in and given out read-only: immutable.
 */
public final class LoraAdapter {
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
            a = copy(a);
            b = copy(b);
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

        private static FloatBuffer copy(FloatBuffer values) {
            FloatBuffer source = values.duplicate();
            return ByteBuffer.allocateDirect(Float.BYTES * source.remaining())
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .put(source)
                    .flip()
                    .asReadOnlyBuffer();
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
            check(name + " A", matrices.a(), (long) config.rank() * matrices.in());
            check(name + " B", matrices.b(), (long) matrices.out() * config.rank());
        });
    }

    private static void check(String what, FloatBuffer values, long elements) {
        if (values.remaining() != elements) {
            throw new IllegalArgumentException(
                    what + " has " + values.remaining() + " numbers, but its shape takes " + elements + ".");
        }
        for (int i = 0; i < elements; i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new IllegalArgumentException(
                        what + " has " + values.get(i) + " at " + i + ", but every number must be finite.");
            }
        }
    }

    public LoraConfig config() {
        return config;
    }

    /** By the module's name, sorted. */
    public SortedMap<String, Matrices> modules() {
        return modules;
    }

    /**
     * Holds the adapter against a model: exactly the modules that the configuration names, in every layer, with the model's
     * shapes.
     *
     * @throws IllegalArgumentException when it is for another model
     */
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

    /**
     * sha256 over the configuration and, sorted by name, each tensor's name, shape and little-endian float32: the same whatever
     * the files' dates, places or order.
     */
    public String digest() {
        MessageDigest sum = FileDigest.sha256();
        update(
                sum,
                "lora r=" + config.rank() + " alpha=" + config.alpha() + " dropout=" + config.dropout() + " rslora="
                        + config.rankStabilised() + " targets=" + String.join(",", config.targetModules()));
        modules.forEach((name, matrices) -> {
            update(sum, name + ".lora_A [" + config.rank() + "," + matrices.in() + "]");
            update(sum, matrices.a());
            update(sum, name + ".lora_B [" + matrices.out() + "," + config.rank() + "]");
            update(sum, matrices.b());
        });
        return HexFormat.of().formatHex(sum.digest());
    }

    private static void update(MessageDigest sum, String line) {
        sum.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void update(MessageDigest sum, FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        sum.update(bytes);
    }
}
