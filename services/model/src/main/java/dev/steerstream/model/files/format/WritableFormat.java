package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;

/** A format that numbers can be stored in, too. */
public interface WritableFormat extends TensorFormat {
    /**
     * Appends one block that stands for the numbers as nearly as the format can.
     *
     * @param numbers the block's begin at {@code start}
     * @param target little-endian, with room for {@link #blockBytes()}; its position advances by that many
     */
    void quantise(float[] numbers, int start, ByteBuffer target);
}
