package dev.steerstream.model.files;

import dev.steerstream.model.architecture.Architectures;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The weights of a model in a GGUF file. */
final class GgufWeights implements Weights {
    private final GgufFile file;
    private final TransformerConfig config;
    private final boolean interleaved;
    private final Map<String, String> stored = new TreeMap<>(); // canonical name -> the file's name
    private final Map<String, long[]> shapes;
    private String digest;

    GgufWeights(GgufFile file) {
        this.file = file;
        this.config = ConfigReader.read(file);
        this.interleaved = Architectures.named(config.architecture()).interleavedInGguf();
        this.shapes = TensorNames.required(config);
        Map<String, String> canonical = TensorNames.inGguf(config);
        for (String name : file.tensorNames()) {
            if (!canonical.containsKey(name)) {
                throw new ModelFileException(
                        file.path(),
                        "tensor",
                        name,
                        "a " + config.architecture() + " model of this size has no such tensor",
                        ConfigReader.REMEDY);
            }
            stored.put(canonical.get(name), name);
        }
        shapes.forEach((name, shape) -> ShapeCheck.check(
                file.path(), name, shape, Optional.ofNullable(stored.get(name)).map(file::shape)));
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
    public void read(String name, FloatBuffer target) {
        ShapeCheck.known(file.path(), shapes, name);
        file.read(stored.get(name), order(name), target);
    }

    @Override
    public FourBitGroups fourBit(String name) {
        ShapeCheck.known(file.path(), shapes, name);
        return file.fourBit(stored.get(name), order(name)).orElseGet(() -> Weights.super.fourBit(name));
    }

    @Override
    public boolean storedInFourBits() {
        return shapes.entrySet().stream()
                .filter(entry -> entry.getValue().length == 2)
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals(TensorNames.EMBEDDING) && !name.equals(TensorNames.OUTPUT))
                .allMatch(name -> file.inFourBits(stored.get(name)));
    }

    private RowOrder order(String name) {
        boolean rotated = interleaved && (name.endsWith(".q_proj.weight") || name.endsWith(".k_proj.weight"));
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
