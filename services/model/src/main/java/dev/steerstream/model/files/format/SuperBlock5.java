package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Q5_K: as Q4_K, with 32 bytes of fifth bits in front of the 128 bytes: bit g of byte i belongs to number i of group g;
 * {@code x = scale * groupScale * q - minimum * groupMinimum}.
 */
public final class SuperBlock5 implements TensorFormat {
    @Override
    public String label() {
        return "Q5_K";
    }

    @Override
    public int blockElements() {
        return 256;
    }

    @Override
    public int blockBytes() {
        return 176;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        float minimum = HalfPrecision.fromFloat16(source.getShort());
        int scales = source.position();
        int fifths = scales + GroupScales.BYTES;
        int codes = fifths + 32;
        for (int group = 0; group < 8; group++) {
            float groupScale = scale * GroupScales.scale(source, scales, group);
            float groupMinimum = minimum * GroupScales.minimum(source, scales, group);
            int start = codes + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int i = 0; i < 32; i++) {
                int code = ((source.get(start + i) >>> shift) & 0x0f) | (((source.get(fifths + i) >>> group) & 1) << 4);
                target.put(groupScale * code - groupMinimum);
            }
        }
        source.position(codes + 128);
    }
}
