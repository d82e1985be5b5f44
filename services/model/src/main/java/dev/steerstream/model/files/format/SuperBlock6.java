package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Q6_K: 256 numbers in sixteen groups of 16. 128 bytes of lower four bits, 64 bytes of upper two bits, sixteen signed scales,
 * then a float16 scale for all; {@code x = scale * groupScale * (q - 32)}.
 *
 * <p>Each half of the block has 128 numbers in four quarters of 32. Number i of quarter c has its lower bits in byte
 * {@code i + 32 (c mod 2)} of the half's 64, in the low half for the quarters 0 and 1; its upper bits in byte i of the half's 32,
 * at bit {@code 2 c}.
 */
public final class SuperBlock6 implements TensorFormat {
    @Override
    public String label() {
        return "Q6_K";
    }

    @Override
    public int blockElements() {
        return 256;
    }

    @Override
    public int blockBytes() {
        return 210;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        int lower = source.position();
        int upper = lower + 128;
        int scales = upper + 64;
        float scale = HalfPrecision.fromFloat16(source.getShort(scales + 16));
        for (int quarter = 0; quarter < 8; quarter++) { // of both halves
            int half = quarter / 4;
            int inHalf = quarter % 4;
            int start = lower + half * 64 + inHalf % 2 * 32;
            int shift = inHalf / 2 * 4;
            for (int i = 0; i < 32; i++) {
                int code = ((source.get(start + i) >>> shift) & 0x0f)
                        | (((source.get(upper + half * 32 + i) >>> (2 * inHalf)) & 3) << 4);
                float groupScale = scale * source.get(scales + quarter * 2 + i / 16);
                target.put(groupScale * (code - 32));
            }
        }
        source.position(scales + 18);
    }
}
