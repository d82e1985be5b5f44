package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A format of 4-bit codes in blocks of 32 with one scale and one minimum each: {@code x = minimum + scale * code}. */
public interface FourBit extends TensorFormat {
    /**
     * Reads one block at the source's position and appends its 32 codes, its scale and its minimum.
     *
     * @param source as in {@link TensorFormat#dequantise}
     * @param codes one byte a code, 0 to 15
     */
    void unpack(ByteBuffer source, ByteBuffer codes, FloatBuffer scales, FloatBuffer minimums);

    /** The 16 bytes that both formats have: byte i holds code i (low half) and code i + 16 (high half). */
    static void codes(ByteBuffer source, ByteBuffer codes) {
        int start = source.position();
        for (int i = 0; i < 16; i++) {
            codes.put((byte) (source.get(start + i) & 0x0f));
        }
        for (int i = 0; i < 16; i++) {
            codes.put((byte) ((source.get(start + i) >>> 4) & 0x0f));
        }
        source.position(start + 16);
    }
}
