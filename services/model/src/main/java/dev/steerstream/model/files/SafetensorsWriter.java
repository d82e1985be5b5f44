package dev.steerstream.model.files;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** Writes float32 tensors as a safetensors file, sorted by name: the same tensors give the same bytes. */
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

    /** The whole file; up to 2 GiB, which an adapter never reaches. */
    public static byte[] toBytes(SortedMap<String, Tensor> tensors) {
        ObjectNode header = MAPPER.createObjectNode();
        header.putObject("__metadata__").put("format", "pt"); // what transformers and PEFT look for
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
            var shape = tensor.putArray("shape");
            for (long dimension : entry.getValue().shape()) {
                shape.add(dimension);
            }
            long end = offset + (long) Float.BYTES * entry.getValue().values().remaining();
            tensor.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; // the data begins at a multiple of 8
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + padded + offset))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(text);
        while (file.position() < Long.BYTES + padded) {
            file.put((byte) ' ');
        }
        for (Tensor tensor : tensors.values()) {
            FloatBuffer values = tensor.values().duplicate();
            file.asFloatBuffer().put(values);
            file.position(file.position() + Float.BYTES * tensor.values().remaining());
        }
        return file.array();
    }
}
