package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** bfloat16: float32 without its lower 16 bits. */
public final class Bfloat16 implements WritableFormat {
    @Override
    public String label() {
        return "BF16";
    }

    @Override
    public int blockElements() {
        return 1;
    }

    @Override
    public int blockBytes() {
        return 2;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        target.put(HalfPrecision.fromBfloat16(source.getShort()));
    }

    @Override
    public void quantise(float[] numbers, int start, ByteBuffer target) {
        target.putShort(HalfPrecision.toBfloat16(numbers[start]));
    }
}
