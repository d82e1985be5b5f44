package dev.steerstream.model.files;

import static dev.steerstream.model.files.ModelFileException.FETCH_AGAIN;

import dev.steerstream.model.files.format.GgmlTypes;
import dev.steerstream.model.files.format.TensorFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything in front of a GGUF file's tensor data (versions 2 and 3, little-endian) and checks it: every count against
 * the bytes that are left, every tensor against the file's size, no two tensors over each other.
 */
final class GgufHeader {
    private static final int MAGIC = 0x46554747; // "GGUF" read as a little-endian integer
    private static final int MOST_ENTRIES = 1 << 16;
    private static final int LONGEST_NAME = 1 << 12;
    private static final int MOST_DIMENSIONS = 4;
    private static final long LARGEST_HEADER = 1L << 27;
    static final String CONVERTER = "Use a GGUF file written by llama.cpp's converter.";

    static final String UNREADABLE_REMEDY = "Use the model in one of these formats.";

    private final Path file;
    private final long size;
    private final FileBytes bytes;
    private final GgufValues values;

    GgufHeader(Path file, FileBytes.Source source, long size) {
        this.file = file;
        this.size = size;
        this.bytes = new FileBytes(file, source, 0, Math.min(size, LARGEST_HEADER));
        this.values = new GgufValues(file, bytes);
    }

    /** @param entries where each metadata entry lies in the file, from its key to its value's end */
    record Parsed(GgufMetadata metadata, Map<String, StoredTensor> tensors, Map<String, Stretch> entries) {}

    /** Bytes of the file. */
    record Stretch(long start, long end) {}

    Parsed read() {
        check(
                values.uint32("magic") == MAGIC,
                "the first four bytes",
                "other",
                "a GGUF file begins with \"GGUF\"",
                CONVERTER);
        long version = values.uint32("version");
        check(version == 2 || version == 3, "version", version, "it must be 2 or 3, little-endian", CONVERTER);
        long tensorCount = values.bounded(values.int64("tensor count"), "tensor count", MOST_ENTRIES, 24);
        long valueCount = values.bounded(values.int64("metadata count"), "metadata count", MOST_ENTRIES, 13);
        Map<String, Object> settings = new LinkedHashMap<>();
        Map<String, Stretch> stretches = new LinkedHashMap<>();
        for (long i = 0; i < valueCount; i++) {
            long start = bytes.position();
            String key = values.string("metadata key " + i, LONGEST_NAME);
            Object value = values.value(key, (int) values.uint32("type of " + key));
            check(settings.put(key, value) == null, "metadata key", key, "no key may occur twice", CONVERTER);
            stretches.put(key, new Stretch(start, bytes.position()));
        }
        GgufMetadata metadata = new GgufMetadata(file, settings);
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            entries.add(entry(i));
        }
        return new Parsed(metadata, locate(entries, alignment(metadata)), stretches);
    }

    /** A tensor as the header states it; the offset counts from the start of the data. */
    private record Entry(String name, long[] shape, TensorFormat format, long offset) {}

    private Entry entry(long index) {
        String name = values.string("name of tensor " + index, LONGEST_NAME);
        long dimensions = values.uint32("dimensions of " + name);
        check(
                dimensions >= 1 && dimensions <= MOST_DIMENSIONS,
                "dimensions of " + name,
                dimensions,
                "1 to 4",
                CONVERTER);
        long[] shape = new long[(int) dimensions];
        for (int i = shape.length - 1; i >= 0; i--) {
            shape[i] = values.int64("shape of " + name);
            check(shape[i] >= 1, "shape of " + name, shape[i], "every dimension must be positive", FETCH_AGAIN);
        }
        int type = (int) values.uint32("type of " + name);
        TensorFormat format = GgmlTypes.format(type)
                .orElseThrow(() -> new ModelFileException(
                        file,
                        "format of tensor " + name,
                        "number " + Integer.toUnsignedString(type),
                        "only " + GgmlTypes.readable() + " can be read",
                        UNREADABLE_REMEDY));
        return new Entry(name, shape, format, values.int64("offset of " + name));
    }

    private long alignment(GgufMetadata metadata) {
        long alignment = metadata.integer("general.alignment").orElse(32L);
        check(
                alignment >= 1 && alignment <= 1 << 16 && Long.bitCount(alignment) == 1,
                "general.alignment",
                alignment,
                "it must be a power of two up to 65536",
                CONVERTER);
        return alignment;
    }

    private Map<String, StoredTensor> locate(List<Entry> entries, long alignment) {
        long dataStart = (bytes.position() + alignment - 1) / alignment * alignment;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            long length = length(entry);
            long offset = entry.offset();
            check(
                    offset >= 0 && offset % alignment == 0,
                    "offset of " + entry.name(),
                    offset,
                    "it must be a multiple of the alignment " + alignment,
                    FETCH_AGAIN);
            check(
                    offset <= size - dataStart - length,
                    "end of tensor " + entry.name(),
                    "data offset " + offset + " + " + length + " bytes",
                    "the file has " + Math.max(0, size - dataStart) + " bytes of data",
                    FETCH_AGAIN);
            StoredTensor tensor =
                    new StoredTensor(entry.name(), entry.shape(), entry.format(), dataStart + offset, length);
            check(tensors.put(entry.name(), tensor) == null, "tensor", entry.name(), "it occurs twice", CONVERTER);
        }
        refuseOverlaps(tensors);
        return tensors;
    }

    private long length(Entry entry) {
        int block = entry.format().blockElements();
        long row = entry.shape()[entry.shape().length - 1];
        check(row % block == 0, "row of " + entry.name(), row, "a row holds whole blocks of " + block, FETCH_AGAIN);
        try {
            long length = row / block * entry.format().blockBytes();
            for (int i = 0; i < entry.shape().length - 1; i++) {
                length = Math.multiplyExact(length, entry.shape()[i]);
            }
            check(length <= size, "length of " + entry.name(), length, "the file has " + size + " bytes", FETCH_AGAIN);
            return length;
        } catch (ArithmeticException overflow) {
            throw new ModelFileException(
                    file, "shape of " + entry.name(), "too large", "it must fit in the file", FETCH_AGAIN, overflow);
        }
    }

    private void refuseOverlaps(Map<String, StoredTensor> tensors) {
        StoredTensor before = null;
        for (StoredTensor tensor : tensors.values().stream()
                .sorted(Comparator.comparingLong(StoredTensor::offset))
                .toList()) {
            check(
                    before == null || before.offset() + before.bytes() <= tensor.offset(),
                    "tensor " + tensor.name(),
                    "at offset " + tensor.offset(),
                    "it must not overlap " + (before == null ? "" : before.name()),
                    FETCH_AGAIN);
            before = tensor;
        }
    }

    private void check(boolean holds, String thing, Object value, String rule, String remedy) {
        if (!holds) {
            throw new ModelFileException(file, thing, value, rule, remedy);
        }
    }
}
