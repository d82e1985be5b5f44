package dev.steerstream.model.files;

import dev.steerstream.model.files.format.FourBit;
import dev.steerstream.model.files.format.TensorFormat;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * Where a tensor lies in a file, and how.
 *
 * @param name as in the file
 * @param shape outermost dimension first (GGUF files have it innermost first); empty for one number
 * @param format how its numbers are stored
 * @param offset file position of its first byte
 * @param bytes its length in the file
 */
record StoredTensor(String name, long[] shape, TensorFormat format, long offset, long bytes) {
    TensorEntry entry() {
        return new TensorEntry(
                name,
                format.label(),
                format.readable(),
                LongStream.of(shape).boxed().toList(),
                bytes);
    }

    long elements() {
        long count = 1;
        for (long dimension : shape) {
            count *= dimension;
        }
        return count;
    }

    /** The tensor in row-major float32, with row r of the file at {@code order.target(r)}; a new direct buffer. */
    FloatBuffer read(Path file, FileBytes.Source source, RowOrder order) {
        return read(file, source, order, FloatBuffers.allocate(file, name, elements()));
    }

    /** The same into a buffer of as many numbers, which is returned. */
    FloatBuffer read(Path file, FileBytes.Source source, RowOrder order, FloatBuffer target) {
        if (target.capacity() != elements()) {
            throw new IllegalArgumentException(
                    "Tensor " + name + " has " + elements() + " numbers, the buffer for it " + target.capacity() + ".");
        }
        FileBytes stored = FileBytes.mapped(file, source, name, offset, offset + bytes);
        return FileBytes.guarded(file, name, () -> dequantise(stored, target, order));
    }

    private FloatBuffer dequantise(FileBytes stored, FloatBuffer target, RowOrder order) {
        int row = (int) rowLength();
        int rows = target.capacity() / row;
        int blocks = row / format.blockElements();
        for (int r = 0; r < rows; r++) {
            target.position(order.target(r) * row);
            for (int block = 0; block < blocks; block++) {
                format.dequantise(stored.require(format.blockBytes(), name), target);
            }
        }
        return target.clear();
    }

    /** The codes of a matrix that is stored in one of the {@link FourBit} formats, rows ordered as in {@link #read}. */
    FourBitGroups groups(FourBit stored, Path file, FileBytes.Source source, RowOrder order) {
        FourBitGroups groups = FourBitGroups.allocate(FloatBuffers.allocate(file, name, elements() / FourBitGroups.SIZE)
                        .capacity()
                * FourBitGroups.SIZE);
        FileBytes bytesOfTensor = FileBytes.mapped(file, source, name, offset, offset + bytes);
        return FileBytes.guarded(file, name, () -> groups(stored, bytesOfTensor, groups, order));
    }

    private FourBitGroups groups(FourBit stored, FileBytes bytesOfTensor, FourBitGroups groups, RowOrder order) {
        int row = (int) rowLength();
        int blocks = row / FourBitGroups.SIZE;
        int rows = groups.codes().capacity() / row;
        for (int r = 0; r < rows; r++) {
            int target = order.target(r);
            groups.codes().position(target * row);
            groups.scales().position(target * blocks);
            groups.minimums().position(target * blocks);
            for (int block = 0; block < blocks; block++) {
                stored.unpack(
                        bytesOfTensor.require(format.blockBytes(), name),
                        groups.codes(),
                        groups.scales(),
                        groups.minimums());
            }
        }
        return groups.flip();
    }

    /** Length of the innermost dimension: numbers that are stored next to each other. */
    long rowLength() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }
}
