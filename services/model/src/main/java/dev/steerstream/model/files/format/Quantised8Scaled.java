package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Q8_0: a float16 scale, then 32 signed bytes; {@code x = scale * q}. */
public final class Quantised8Scaled implements WritableFormat {
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

    /** The scale takes the largest number to 127. */
    @Override
    public void quantise(float[] numbers, int start, ByteBuffer target) {
        float largest = 0;
        for (int i = 0; i < 32; i++) {
            largest = Math.max(largest, Math.abs(numbers[start + i]));
        }
        short stored = HalfPrecision.toFloat16(largest / 127);
        float scale = HalfPrecision.fromFloat16(stored);
        target.putShort(stored);
        for (int i = 0; i < 32; i++) {
            target.put((byte) (scale == 0 ? 0 : Math.max(-127, Math.min(127, Math.round(numbers[start + i] / scale)))));
        }
    }
}
