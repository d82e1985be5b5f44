package dev.steerstream.model.files.format;

import static dev.steerstream.model.files.format.Quantised5Scaled.fifth;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q5_1: a float16 scale and a float16 minimum, then fifth bits and bytes as in Q5_0; {@code x = scale * q + minimum}. */
public final class Quantised5Affine implements TensorFormat {
    @Override
    public String label() {
        return "Q5_1";
    }

    @Override
    public int blockElements() {
        return 32;
    }

    @Override
    public int blockBytes() {
        return 24;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        float minimum = HalfPrecision.fromFloat16(source.getShort());
        int fifths = source.getInt();
        int start = source.position();
        for (int i = 0; i < 16; i++) {
            target.put(scale * ((source.get(start + i) & 0x0f) | fifth(fifths, i)) + minimum);
        }
        for (int i = 0; i < 16; i++) {
            target.put(scale * (((source.get(start + i) >>> 4) & 0x0f) | fifth(fifths, i + 16)) + minimum);
        }
        source.position(start + 16);
    }
}
