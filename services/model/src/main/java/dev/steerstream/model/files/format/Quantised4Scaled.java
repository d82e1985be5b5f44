package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q4_0: a float16 scale, then 16 bytes; byte i holds number i (low half) and number i + 16 (high half); {@code x = scale * (q - 8)}. */
public final class Quantised4Scaled implements FourBit {
    @Override
    public String label() {
        return "Q4_0";
    }

    @Override
    public int blockElements() {
        return 32;
    }

    @Override
    public int blockBytes() {
        return 18;
    }

    @Override
    public void unpack(ByteBuffer source, ByteBuffer codes, FloatBuffer scales, FloatBuffer minimums) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        scales.put(scale);
        minimums.put(-8 * scale);
        FourBit.codes(source, codes);
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        int start = source.position();
        for (int i = 0; i < 16; i++) {
            target.put(scale * ((source.get(start + i) & 0x0f) - 8));
        }
        for (int i = 0; i < 16; i++) {
            target.put(scale * (((source.get(start + i) >>> 4) & 0x0f) - 8));
        }
        source.position(start + 16);
    }
}
