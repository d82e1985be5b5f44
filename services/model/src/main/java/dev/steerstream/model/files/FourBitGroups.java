package dev.steerstream.model.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A matrix in groups of {@value #SIZE} numbers along a row: {@code weight = minimum + scale * code}, codes 0 to 15. Direct
 * buffers in row-major order; one byte a code.
 *
 * @param codes {@code [out, in]}
 * @param scales {@code [out, in / 32]}
 * @param minimums {@code [out, in / 32]}
 */
public record FourBitGroups(ByteBuffer codes, FloatBuffer scales, FloatBuffer minimums) {
    /** Numbers of a group. */
    public static final int SIZE = 32;

    private static final int LARGEST_CODE = 15;

    /** Room for a matrix of so many numbers, a multiple of the group's size. */
    static FourBitGroups allocate(int numbers) {
        return new FourBitGroups(
                ByteBuffer.allocateDirect(numbers).order(ByteOrder.nativeOrder()),
                floats(numbers / SIZE),
                floats(numbers / SIZE));
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Rounds each number to the nearest of 16 steps between its group's least and greatest. */
    static FourBitGroups quantise(FloatBuffer weights) {
        FourBitGroups groups = allocate(weights.remaining());
        float[] group = new float[SIZE];
        while (weights.hasRemaining()) {
            weights.get(group);
            groups.append(group);
        }
        return groups.flip();
    }

    private void append(float[] group) {
        float least = group[0];
        float greatest = group[0];
        for (float weight : group) {
            least = Math.min(least, weight);
            greatest = Math.max(greatest, weight);
        }
        float scale = (greatest - least) / LARGEST_CODE;
        scales.put(scale);
        minimums.put(least);
        for (float weight : group) {
            codes.put((byte) (scale == 0 ? 0 : Math.min(LARGEST_CODE, Math.round((weight - least) / scale))));
        }
    }

    /** All three from their beginning to their capacity. */
    FourBitGroups flip() {
        codes.clear();
        scales.clear();
        minimums.clear();
        return this;
    }
}
