package dev.steerstream.model.files;

import dev.steerstream.model.files.format.TensorFormat;

/**
 * Where a tensor of a GGUF file lies.
 *
 * @param name as in the file
 * @param shape outermost dimension first (the file has it innermost first)
 * @param format how its numbers are stored
 * @param offset file position of its first byte
 * @param bytes its length in the file
 */
record GgufTensor(String name, long[] shape, TensorFormat format, long offset, long bytes) {
    long elements() {
        long count = 1;
        for (long dimension : shape) {
            count *= dimension;
        }
        return count;
    }

    /** Length of the innermost dimension: numbers that are stored next to each other. */
    long rowLength() {
        return shape[shape.length - 1];
    }
}
