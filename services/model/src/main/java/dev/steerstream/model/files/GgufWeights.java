package dev.steerstream.model.files;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The weights of a model of the llama architecture in a GGUF file. */
final class GgufWeights implements Weights {
    private static final String CONVERTER = "Use a model of the plain llama architecture.";

    private final GgufFile file;
    private final TransformerConfig config;
    private final Map<String, String> stored = new TreeMap<>(); // canonical name -> the file's name
    private final Map<String, long[]> shapes;
    private String digest;

    GgufWeights(GgufFile file) {
        this.file = file;
        this.config = config(file);
        this.shapes = TensorNames.required(config);
        for (String name : file.tensorNames()) {
            String canonical = TensorNames.fromGguf(name)
                    .filter(shapes::containsKey)
                    .orElseThrow(() -> refused("tensor", name, "a llama model of this size has no such tensor"));
            if (stored.put(canonical, name) != null) {
                throw refused("tensor", name, "two tensors stand for " + canonical);
            }
        }
        shapes.forEach((name, shape) -> ShapeCheck.check(
                file.path(), name, shape, Optional.ofNullable(stored.get(name)).map(file::shape)));
    }

    private static TransformerConfig config(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String architecture = metadata.required(metadata.string("general.architecture"), "general.architecture");
        if (!"llama".equals(architecture)) {
            throw new ModelFileException(
                    file.path(), "general.architecture", architecture, "only llama can be read", CONVERTER);
        }
        ConfigKeys keys = new ConfigKeys(file);
        keys.refuseUnless("rope.scaling.type", "none");
        keys.refuseUnlessZero("expert_count");
        keys.refuseUnlessZero("attention.sliding_window");
        if (!file.tensorNames().contains("token_embd.weight")) {
            throw new ModelFileException(
                    file.path(), "tensor token_embd.weight", "missing", "every model has it", CONVERTER);
        }
        int heads = keys.count("attention.head_count");
        int hidden = keys.count("embedding_length");
        int headSize = metadata.integer("llama.attention.key_length").isPresent()
                ? keys.count("attention.key_length")
                : heads == 0 ? 0 : hidden / heads;
        keys.refuseUnlessEqual("rope.dimension_count", headSize);
        keys.refuseUnlessEqual("attention.value_length", headSize);
        try {
            return new TransformerConfig(
                    architecture,
                    Math.toIntExact(file.shape("token_embd.weight")[0]),
                    hidden,
                    keys.count("feed_forward_length"),
                    keys.count("block_count"),
                    heads,
                    metadata.integer("llama.attention.head_count_kv").isPresent()
                            ? keys.count("attention.head_count_kv")
                            : heads,
                    headSize,
                    keys.count("context_length"),
                    (float) keys.number("attention.layer_norm_rms_epsilon").doubleValue(),
                    metadata.number("llama.rope.freq_base").orElse(10_000.0),
                    !file.tensorNames().contains("output.weight"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(
                    file.path(), "the model's configuration", e.getMessage(), "it must be possible", CONVERTER, e);
        }
    }

    /** The keys {@code llama.*}. */
    private record ConfigKeys(GgufFile file) {
        int count(String key) {
            long value = file.metadata().required(file.metadata().integer("llama." + key), "llama." + key);
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new ModelFileException(file.path(), "llama." + key, value, "it is out of range", CONVERTER);
            }
            return (int) value;
        }

        Double number(String key) {
            return file.metadata().required(file.metadata().number("llama." + key), "llama." + key);
        }

        void refuseUnless(String key, String only) {
            file.metadata().string("llama." + key).filter(v -> !v.equals(only)).ifPresent(v -> refuse(key, v, only));
        }

        void refuseUnlessZero(String key) {
            refuseUnlessEqual(key, 0);
        }

        void refuseUnlessEqual(String key, long only) {
            file.metadata().integer("llama." + key).filter(v -> v != only).ifPresent(v -> refuse(key, v, only));
        }

        private void refuse(String key, Object value, Object only) {
            throw new ModelFileException(
                    file.path(), "llama." + key, value, "only " + only + " is supported", CONVERTER);
        }
    }

    private ModelFileException refused(String thing, Object value, String rule) {
        return new ModelFileException(file.path(), thing, value, rule, CONVERTER);
    }

    @Override
    public TransformerConfig config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(shapes.keySet());
    }

    @Override
    public long[] shape(String name) {
        return ShapeCheck.known(file.path(), shapes, name).clone();
    }

    @Override
    public FloatBuffer read(String name) {
        ShapeCheck.known(file.path(), shapes, name);
        return file.read(stored.get(name), order(name));
    }

    @Override
    public FourBitGroups fourBit(String name) {
        ShapeCheck.known(file.path(), shapes, name);
        return file.fourBit(stored.get(name), order(name)).orElseGet(() -> Weights.super.fourBit(name));
    }

    private RowOrder order(String name) {
        boolean rotated = name.endsWith(".q_proj.weight") || name.endsWith(".k_proj.weight");
        return rotated ? RowOrder.interleavedHalves(config.headSize()) : RowOrder.SAME;
    }

    @Override
    public synchronized String digest() {
        if (digest == null) {
            digest = file.digest();
        }
        return digest;
    }

    @Override
    public void close() {
        file.close();
    }
}
