package dev.steerstream.model.files;

import static dev.steerstream.model.files.ModelFileException.FETCH_AGAIN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.format.Bfloat16;
import dev.steerstream.model.files.format.Float16;
import dev.steerstream.model.files.format.Float32;
import dev.steerstream.model.files.format.TensorFormat;
import dev.steerstream.model.files.format.UnreadableFormat;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads and checks a safetensors header: eight bytes of length, then JSON. The tensors must cover the data exactly: no hole, no
 * overlap, nothing behind, and {@code shape x type = length} for each.
 */
final class SafetensorsHeader {
    private static final int LENGTH_BYTES = 8;
    private static final int LARGEST = 1 << 20;
    private static final int MOST_DIMENSIONS = 8;
    private static final Map<String, TensorFormat> READABLE =
            Map.of("F32", new Float32(), "F16", new Float16(), "BF16", new Bfloat16());
    private static final Map<String, Integer> UNREADABLE_BYTES = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E8M0", 1));

    static final String ONLY_READABLE =
            "only " + READABLE.keySet().stream().sorted().toList() + " can be read";

    private final Path file;
    private final long size;

    private SafetensorsHeader(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /** The tensors by name, sorted; offsets are positions in the file. */
    static Map<String, StoredTensor> read(Path file, FileBytes.Source source, long size) {
        return new SafetensorsHeader(file, size).read(new FileBytes(file, source, 0, size));
    }

    private Map<String, StoredTensor> read(FileBytes bytes) {
        long length = bytes.require(LENGTH_BYTES, "header length")
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        check(
                length >= 2 && length <= LARGEST && length <= bytes.remaining(),
                "header length",
                Long.toUnsignedString(length),
                "at most " + LARGEST + " are allowed and " + bytes.remaining() + " bytes are left");
        ObjectNode header = StrictJson.read(file, "the header", bytes.take((int) length, "the header"));
        long dataStart = bytes.position();
        List<StoredTensor> tensors = new ArrayList<>();
        header.properties().forEach(entry -> {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.add(tensor(entry.getKey(), entry.getValue(), dataStart));
            }
        });
        checkCovers(tensors, dataStart);
        Map<String, StoredTensor> byName = new TreeMap<>();
        tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
        return byName;
    }

    private StoredTensor tensor(String name, JsonNode entry, long dataStart) {
        Set<String> fields = Set.of("dtype", "shape", "data_offsets");
        check(
                entry.isObject()
                        && fields.size() == entry.size()
                        && fields.stream().allMatch(entry::has),
                "entry of " + name,
                entry,
                "it must have dtype, shape and data_offsets and nothing else");
        String type = entry.get("dtype").asText();
        TensorFormat format = format(type);
        check(format != null, "type of " + name, type, ONLY_READABLE);
        long[] shape = naturals(name, "shape", entry.get("shape"), 1);
        check(shape.length <= MOST_DIMENSIONS, "dimensions of " + name, shape.length, "at most " + MOST_DIMENSIONS);
        long[] offsets = naturals(name, "data_offsets", entry.get("data_offsets"), 0);
        check(
                offsets.length == 2 && offsets[0] <= offsets[1] && offsets[1] <= size - dataStart,
                "data_offsets of " + name,
                entry.get("data_offsets"),
                "it must be [begin, end] within the " + (size - dataStart) + " bytes of data");
        StoredTensor tensor = new StoredTensor(name, shape, format, dataStart + offsets[0], offsets[1] - offsets[0]);
        check(
                bytesOf(tensor) == tensor.bytes(),
                "length of " + name,
                tensor.bytes(),
                "shape " + entry.get("shape") + " of " + type + " takes another number of bytes");
        return tensor;
    }

    /** The format of a type, or null when nothing is known of it. */
    private static TensorFormat format(String type) {
        Integer bytes = UNREADABLE_BYTES.get(type);
        return bytes == null ? READABLE.get(type) : new UnreadableFormat(type, 1, bytes);
    }

    /** Shape times type, or -1 when that is more than a long holds. */
    private static long bytesOf(StoredTensor tensor) {
        try {
            long bytes = tensor.format().blockBytes();
            for (long dimension : tensor.shape()) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
            return bytes;
        } catch (ArithmeticException overflow) {
            return -1;
        }
    }

    private long[] naturals(String name, String field, JsonNode array, long least) {
        check(array.isArray(), field + " of " + name, array, "it must be an array of integers");
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = array.get(i);
            check(
                    value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= least,
                    field + " of " + name,
                    value,
                    "it must be an integer of at least " + least);
            values[i] = value.longValue();
        }
        return values;
    }

    private void checkCovers(List<StoredTensor> tensors, long dataStart) {
        tensors.sort(Comparator.comparingLong(StoredTensor::offset));
        long expected = dataStart;
        for (StoredTensor tensor : tensors) {
            check(
                    tensor.offset() == expected,
                    "begin of " + tensor.name(),
                    tensor.offset() - dataStart,
                    "tensors follow each other without hole or overlap, so it must be " + (expected - dataStart));
            expected += tensor.bytes();
        }
        check(expected == size, "length of the file", size, "its tensors end at " + expected);
    }

    private void check(boolean holds, String thing, Object value, String rule) {
        if (!holds) {
            throw new ModelFileException(file, thing, value, rule, FETCH_AGAIN);
        }
    }
}
