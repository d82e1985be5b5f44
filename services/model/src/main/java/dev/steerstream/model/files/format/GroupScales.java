package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;

/**
 * The eight 6-bit scales and eight 6-bit minimums that Q4_K and Q5_K pack into 12 bytes: those of the groups 0 to 3 in the lower
 * six bits of the bytes 0 to 7; of the groups 4 to 7 the lower four bits in the bytes 8 to 11, the upper two in the upper bits of
 * the bytes 0 to 7.
 */
final class GroupScales {
    static final int BYTES = 12;

    private GroupScales() {}

    /** @param start where the 12 bytes begin */
    static int scale(ByteBuffer source, int start, int group) {
        return group < 4
                ? source.get(start + group) & 0x3f
                : (source.get(start + group + 4) & 0x0f) | upperTwo(source.get(start + group - 4));
    }

    static int minimum(ByteBuffer source, int start, int group) {
        return group < 4
                ? source.get(start + group + 4) & 0x3f
                : ((source.get(start + group + 4) >>> 4) & 0x0f) | upperTwo(source.get(start + group));
    }

    /** The upper two bits of a byte as bits 4 and 5. */
    private static int upperTwo(byte value) {
        return (value & 0xc0) >>> 2;
    }
}
