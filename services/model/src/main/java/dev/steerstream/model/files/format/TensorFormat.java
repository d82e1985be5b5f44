package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A storage format: consecutive blocks of {@link #blockBytes()} bytes that hold {@link #blockElements()} numbers each, along a
 * row. Implementations are stateless and thread-safe.
 */
public interface TensorFormat {
    /** The format's name as its inventors write it, for example {@code Q4_1}. */
    String label();

    /** Numbers in one block. */
    int blockElements();

    /** Bytes of one block. */
    int blockBytes();

    /** Whether {@link #dequantise} exists; where not, the file is refused when it is opened to be read. */
    default boolean readable() {
        return true;
    }

    /**
     * Reads one block at the source's position and appends its {@link #blockElements()} numbers to the target.
     *
     * @param source little-endian, with at least {@link #blockBytes()} bytes remaining; its position advances by that many
     */
    void dequantise(ByteBuffer source, FloatBuffer target);
}
