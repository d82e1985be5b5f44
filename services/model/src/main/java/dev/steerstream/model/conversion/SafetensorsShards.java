package dev.steerstream.model.conversion;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.architecture.Architectures;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.files.format.WritableFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Writes weights as transformers stores them: one safetensors file, or shards of at most so many bytes with an index. One tensor
 * is in memory at a time. A norm's weight is written as transformers' code wants it, which adds {@link
 * dev.steerstream.model.architecture.Architecture#normOffset} itself.
 */
final class SafetensorsShards {
    private static final int BUFFER = 1 << 18;

    private final Weights weights;
    private final WritableFormat format;
    private final float normOffset;

    SafetensorsShards(Weights weights, WritableFormat format) {
        this.weights = weights;
        this.format = format;
        this.normOffset = Architectures.named(weights.config().architecture()).normOffset();
    }

    /** Writes the files into the directory and returns their names. */
    List<String> write(Path directory, long largestShard) {
        List<SortedMap<String, SafetensorsWriter.Entry>> shards = split(largestShard);
        List<String> names = new ArrayList<>();
        ObjectNode index = new JsonMapper().createObjectNode();
        long total = 0;
        ObjectNode map = index.objectNode();
        for (int i = 0; i < shards.size(); i++) {
            SortedMap<String, SafetensorsWriter.Entry> shard = shards.get(i);
            String name = shards.size() == 1
                    ? "model.safetensors"
                    : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            names.add(name);
            NewFile.write(directory.resolve(name), target -> write(shard, target));
            for (Map.Entry<String, SafetensorsWriter.Entry> tensor : shard.entrySet()) {
                map.put(tensor.getKey(), name);
                total += tensor.getValue().bytes();
            }
        }
        if (shards.size() > 1) {
            index.putObject("metadata").put("total_size", total);
            index.set("weight_map", map);
            byte[] text = (index.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
            NewFile.write(directory.resolve("model.safetensors.index.json"), target -> target.write(text));
            names.add("model.safetensors.index.json");
        }
        return names;
    }

    private List<SortedMap<String, SafetensorsWriter.Entry>> split(long largestShard) {
        List<SortedMap<String, SafetensorsWriter.Entry>> shards = new ArrayList<>();
        long bytes = 0;
        for (String name : new TreeSet<>(weights.names())) {
            SafetensorsWriter.Entry entry = entry(name);
            if (shards.isEmpty() || bytes + entry.bytes() > largestShard) {
                shards.add(new TreeMap<>());
                bytes = 0;
            }
            shards.get(shards.size() - 1).put(name, entry);
            bytes += entry.bytes();
        }
        return shards;
    }

    private SafetensorsWriter.Entry entry(String name) {
        List<Long> shape = LongStream.of(weights.shape(name)).boxed().toList();
        long elements = shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        return new SafetensorsWriter.Entry(format.label(), shape, elements * format.blockBytes());
    }

    private void write(SortedMap<String, SafetensorsWriter.Entry> shard, OutputStream target) throws IOException {
        target.write(SafetensorsWriter.header(shard));
        for (String name : shard.keySet()) {
            write(name, target);
        }
    }

    private void write(String name, OutputStream target) throws IOException {
        FloatBuffer values = weights.read(name);
        float offset = TensorNames.isNorm(name, weights.shape(name)) ? normOffset : 0;
        ByteBuffer stored = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        float[] number = new float[1];
        while (values.hasRemaining()) {
            stored.clear();
            while (values.hasRemaining() && stored.remaining() >= format.blockBytes()) {
                number[0] = values.get() - offset;
                format.quantise(number, 0, stored);
            }
            target.write(stored.array(), 0, stored.position());
        }
    }
}
