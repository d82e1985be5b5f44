package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q8_0: a float16 scale, then 32 signed bytes; {@code x = scale * q}. */
public final class Quantised8Scaled implements TensorFormat {
    @Override
    public String label() {
        return "Q8_0";
    }

    @Override
    public int blockElements() {
        return 32;
    }

    @Override
    public int blockBytes() {
        return 34;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        float scale = HalfPrecision.fromFloat16(source.getShort());
        for (int i = 0; i < 32; i++) {
            target.put(scale * source.get());
        }
    }
}
