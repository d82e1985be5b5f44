package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q5_0: a float16 scale, 32 bits (bit i is the fifth of number i), then 16 bytes laid out as in Q4_0; {@code x = scale * (q - 16)}. */
public final class Quantised5Scaled implements TensorFormat {
    @Override
    public String label() {
        return "Q5_0";
    }

    @Override
    public int blockElements() {
        return 32;
    }

    @Override
    public int blockBytes() {
        return 22;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        int fifths = source.getInt();
        int start = source.position();
        for (int i = 0; i < 16; i++) {
            target.put(scale * (((source.get(start + i) & 0x0f) | fifth(fifths, i)) - 16));
        }
        for (int i = 0; i < 16; i++) {
            target.put(scale * ((((source.get(start + i) >>> 4) & 0x0f) | fifth(fifths, i + 16)) - 16));
        }
        source.position(start + 16);
    }

    /** Bit i in the place of the fifth bit. */
    static int fifth(int bits, int i) {
        return ((bits >>> i) & 1) << 4;
    }
}
