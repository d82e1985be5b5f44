package dev.steerstream.model.files;

import java.util.List;

/**
 * What a file's header says of a tensor.
 *
 * @param name as in the file
 * @param format the name of its storage format, for example {@code Q4_1}
 * @param readable whether tensors in this format can be read
 * @param shape outermost dimension first
 * @param bytes its length in the file
 */
public record TensorEntry(String name, String format, boolean readable, List<Long> shape, long bytes) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** Its numbers. */
    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
