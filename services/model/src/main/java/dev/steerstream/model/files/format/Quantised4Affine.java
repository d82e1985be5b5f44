package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q4_1: a float16 scale and a float16 minimum, then 16 bytes laid out as in Q4_0; {@code x = scale * q + minimum}. */
public final class Quantised4Affine implements FourBit, WritableFormat {
    @Override
    public String label() {
        return "Q4_1";
    }

    @Override
    public int blockElements() {
        return 32;
    }

    @Override
    public int blockBytes() {
        return 20;
    }

    @Override
    public void unpack(ByteBuffer source, ByteBuffer codes, FloatBuffer scales, FloatBuffer minimums) {
        scales.put(HalfPrecision.fromFloat16(source.getShort()));
        minimums.put(HalfPrecision.fromFloat16(source.getShort()));
        FourBit.codes(source, codes);
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        float minimum = HalfPrecision.fromFloat16(source.getShort());
        int start = source.position();
        for (int i = 0; i < 16; i++) {
            target.put(scale * (source.get(start + i) & 0x0f) + minimum);
        }
        for (int i = 0; i < 16; i++) {
            target.put(scale * ((source.get(start + i) >>> 4) & 0x0f) + minimum);
        }
        source.position(start + 16);
    }

    /** The better of two lines through the numbers: from the least to the greatest, and the one of least squares for those codes. */
    @Override
    public void quantise(float[] numbers, int start, ByteBuffer target) {
        AffineGroup spanning = AffineGroup.spanning(numbers, start);
        AffineGroup fitted = spanning.refitted(numbers, start);
        AffineGroup better = fitted.squaredError() < spanning.squaredError() ? fitted : spanning;
        target.putShort(better.scale()).putShort(better.minimum());
        int[] codes = better.codes();
        for (int i = 0; i < 16; i++) {
            target.put((byte) (codes[i] | codes[i + 16] << 4));
        }
    }
}
