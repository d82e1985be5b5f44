package dev.steerstream.model.files;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Writes tensors as a safetensors file, sorted by name: the same tensors give the same bytes. */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final JsonMapper MAPPER = new JsonMapper();

    private SafetensorsWriter() {}

    /**
     * A tensor to write.
     *
     * @param shape outermost dimension first
     * @param values row-major; its remaining numbers must be as many as the shape says
     */
    public record Tensor(long[] shape, FloatBuffer values) {
        public Tensor {
            long elements = 1;
            for (long dimension : shape) {
                elements = Math.multiplyExact(elements, dimension);
            }
            if (elements != values.remaining()) {
                throw new IllegalArgumentException(
                        "values are " + values.remaining() + ", but the shape takes " + elements);
            }
        }
    }

    /**
     * What a header says of a tensor.
     *
     * @param type as safetensors names it, for example {@code F32}
     * @param shape outermost dimension first
     * @param bytes of its data
     */
    public record Entry(String type, List<Long> shape, long bytes) {
        public Entry {
            shape = List.copyOf(shape);
        }
    }

    /** What a file begins with; the tensors' data follow in this order. */
    public static byte[] header(SortedMap<String, Entry> tensors) {
        ObjectNode header = MAPPER.createObjectNode();
        header.putObject("__metadata__").put("format", "pt"); // what transformers and PEFT look for
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            ObjectNode tensor = header.putObject(entry.getKey())
                    .put("dtype", entry.getValue().type());
            var shape = tensor.putArray("shape");
            entry.getValue().shape().forEach(shape::add);
            long end = offset + entry.getValue().bytes();
            tensor.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; // the data begins at a multiple of 8
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(text);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.array();
    }

    /** The whole file; up to 2 GiB, which an adapter never reaches. */
    public static byte[] toBytes(SortedMap<String, Tensor> tensors) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        long data = 0;
        for (var tensor : tensors.entrySet()) {
            long bytes = (long) Float.BYTES * tensor.getValue().values().remaining();
            entries.put(
                    tensor.getKey(),
                    new Entry(
                            "F32",
                            LongStream.of(tensor.getValue().shape()).boxed().toList(),
                            bytes));
            data += bytes;
        }
        byte[] header = header(entries);
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(header.length + data))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header);
        for (Tensor tensor : tensors.values()) {
            FloatBuffer values = tensor.values().duplicate();
            file.asFloatBuffer().put(values);
            file.position(file.position() + Float.BYTES * tensor.values().remaining());
        }
        return file.array();
    }
}
