package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Q4_K: 256 numbers in eight groups of 32. A float16 scale and a float16 minimum for all, {@link GroupScales}, then 128 bytes:
 * of each 32 the low halves are one group and the high halves the next;
 * {@code x = scale * groupScale * q - minimum * groupMinimum}.
 */
public final class SuperBlock4 implements TensorFormat {
    @Override
    public String label() {
        return "Q4_K";
    }

    @Override
    public int blockElements() {
        return 256;
    }

    @Override
    public int blockBytes() {
        return 144;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        float minimum = HalfPrecision.fromFloat16(source.getShort());
        int scales = source.position();
        int codes = scales + GroupScales.BYTES;
        for (int group = 0; group < 8; group++) {
            float groupScale = scale * GroupScales.scale(source, scales, group);
            float groupMinimum = minimum * GroupScales.minimum(source, scales, group);
            int start = codes + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int i = 0; i < 32; i++) {
                target.put(groupScale * ((source.get(start + i) >>> shift) & 0x0f) - groupMinimum);
            }
        }
        source.position(codes + 128);
    }
}
