package dev.steerstream.model.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.architecture.Architectures;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The weights in a directory in transformers' layout: config.json and model.safetensors, whole or in indexed shards. */
final class DirectoryWeights implements Weights {
    private static final String CONFIG = "config.json";
    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final int LARGEST_INDEX = 1 << 24;
    private static final int MOST_SHARDS = 1000;

    private final Path directory;
    private final TransformerConfig config;
    private final Map<String, long[]> shapes;
    private final Map<String, SafetensorsFile> shards = new TreeMap<>(); // by file name
    private final Map<String, SafetensorsFile> tensors = new TreeMap<>(); // by tensor name
    private String digest;

    DirectoryWeights(Path directory) {
        this.directory = directory;
        this.config = ConfigReader.read(directory.resolve(CONFIG));
        this.shapes = TensorNames.required(config);
        try {
            Map<String, String> index = index();
            index.values().stream().distinct().forEach(name -> shards.put(name, openShard(name)));
            index.forEach(this::place);
            refuseUnlisted(index);
            shapes.forEach((name, shape) -> ShapeCheck.check(
                    directory,
                    name,
                    shape,
                    Optional.ofNullable(tensors.get(name)).map(shard -> shard.shape(name))));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** File name of every tensor's shard. */
    private Map<String, String> index() {
        Map<String, String> index = new TreeMap<>();
        Path indexFile = directory.resolve(INDEX);
        if (Files.exists(directory.resolve(WHOLE)) || !Files.exists(indexFile)) {
            try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(WHOLE))) {
                file.tensorNames().forEach(name -> index.put(name, WHOLE));
            }
            return index;
        }
        if (!(StrictJson.read(indexFile, LARGEST_INDEX).get("weight_map") instanceof ObjectNode map)) {
            throw new ModelFileException(
                    indexFile, "weight_map", "missing", "it must be an object", ModelFileException.FETCH_AGAIN);
        }
        map.properties()
                .forEach(entry -> index.put(entry.getKey(), entry.getValue().asText()));
        long count = index.values().stream().distinct().count();
        if (count > MOST_SHARDS) {
            throw new ModelFileException(
                    indexFile, "weight_map", count + " files", "at most " + MOST_SHARDS, "Use larger shards.");
        }
        return index;
    }

    private SafetensorsFile openShard(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
            throw new ModelFileException(
                    directory.resolve(INDEX),
                    "file name",
                    name,
                    "a shard is a .safetensors file in the same directory",
                    ModelFileException.FETCH_AGAIN);
        }
        return SafetensorsFile.open(directory.resolve(name));
    }

    private void place(String tensor, String shardName) {
        boolean expected = shapes.containsKey(tensor);
        boolean tiedCopy = config.tiedEmbeddings() && tensor.equals(TensorNames.OUTPUT); // transformers ignores it too
        SafetensorsFile shard = shards.get(shardName);
        if (!shard.tensorNames().contains(tensor)) {
            throw new ModelFileException(
                    shard.path(), "tensor " + tensor, "missing", "the index names it", ModelFileException.FETCH_AGAIN);
        }
        if (!expected && !tiedCopy) {
            throw unexpected(shard, tensor);
        }
        tensors.put(tensor, shard);
    }

    private void refuseUnlisted(Map<String, String> index) {
        shards.forEach((name, shard) -> shard.tensorNames().stream()
                .filter(tensor -> !name.equals(index.get(tensor)))
                .findFirst()
                .ifPresent(tensor -> {
                    throw unexpected(shard, tensor);
                }));
    }

    private static ModelFileException unexpected(SafetensorsFile shard, String tensor) {
        return new ModelFileException(
                shard.path(),
                "tensor",
                tensor,
                "a model of this configuration has no such tensor there",
                ConfigReader.REMEDY);
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
        return ShapeCheck.known(directory, shapes, name).clone();
    }

    @Override
    public FloatBuffer read(String name) {
        ShapeCheck.known(directory, shapes, name);
        FloatBuffer values = tensors.get(name).read(name);
        shift(name, values);
        return values;
    }

    @Override
    public void read(String name, FloatBuffer target) {
        ShapeCheck.known(directory, shapes, name);
        tensors.get(name).read(name, target);
        shift(name, target);
    }

    /** Norms of some architectures are stored less one. */
    private void shift(String name, FloatBuffer values) {
        boolean norm = TensorNames.isNorm(name, shapes.get(name));
        float offset = norm ? Architectures.named(config.architecture()).normOffset() : 0;
        if (offset != 0) {
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, offset + values.get(i));
            }
        }
    }

    /** sha256 of the lines {@code name sha256} of config.json and the shards, sorted. */
    @Override
    public synchronized String digest() {
        if (digest == null) {
            MessageDigest sum = FileDigest.sha256();
            line(sum, CONFIG);
            shards.keySet().forEach(name -> line(sum, name));
            digest = HexFormat.of().formatHex(sum.digest());
        }
        return digest;
    }

    private void line(MessageDigest sum, String name) {
        String text = name + " " + FileDigest.of(directory.resolve(name)) + "\n";
        sum.update(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        shards.values().forEach(SafetensorsFile::close);
    }
}
