package dev.steerstream.model.conversion;

import dev.steerstream.model.files.format.GgmlTypes;
import dev.steerstream.model.files.format.TensorFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes a GGUF file (version 3) in one pass: header, then each tensor's data in the announced order. */
final class GgufWriter {
    private static final int MAGIC = 0x46554747; // "GGUF" read as a little-endian integer
    private static final int VERSION = 3;
    private static final int UINT32 = 4;

    /** @param shape outermost dimension first */
    record Planned(String name, List<Long> shape, TensorFormat format) {
        long bytes() {
            long elements = shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
            return elements / format.blockElements() * format.blockBytes();
        }
    }

    /** Writes the data of one tensor: exactly as many bytes as planned. */
    interface TensorData {
        void write(Planned tensor, OutputStream target) throws IOException;
    }

    private final Map<String, byte[]> metadata;
    private final long alignment;

    /**
     * @param metadata entries by their key as they lie in a file
     * @param alignment what the metadata say of it
     */
    GgufWriter(Map<String, byte[]> metadata, long alignment) {
        this.metadata = metadata;
        this.alignment = alignment;
    }

    /** A metadata entry. */
    static byte[] uint32(String key, int value) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        text(entry, key);
        entry.writeBytes(little(8).putInt(UINT32).putInt(value).array());
        return entry.toByteArray();
    }

    void write(List<Planned> tensors, TensorData data, OutputStream target) throws IOException {
        byte[] header = header(tensors);
        target.write(header);
        pad(header.length, target);
        for (Planned tensor : tensors) {
            data.write(tensor, target);
            pad(tensor.bytes(), target);
        }
    }

    private byte[] header(List<Planned> tensors) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(little(24)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putLong(tensors.size())
                .putLong(metadata.size())
                .array());
        metadata.values().forEach(header::writeBytes);
        long offset = 0;
        for (Planned tensor : tensors) {
            text(header, tensor.name());
            header.writeBytes(little(4).putInt(tensor.shape().size()).array());
            for (int i = tensor.shape().size() - 1; i >= 0; i--) { // the file has the innermost dimension first
                header.writeBytes(little(8).putLong(tensor.shape().get(i)).array());
            }
            header.writeBytes(little(12)
                    .putInt(GgmlTypes.number(tensor.format()))
                    .putLong(offset)
                    .array());
            offset = aligned(offset + tensor.bytes());
        }
        return header.toByteArray();
    }

    private long aligned(long position) {
        return (position + alignment - 1) / alignment * alignment;
    }

    private void pad(long position, OutputStream target) throws IOException {
        target.write(new byte[(int) (aligned(position) - position)]);
    }

    private static void text(ByteArrayOutputStream target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        target.writeBytes(little(8).putLong(bytes.length).array());
        target.writeBytes(bytes);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
