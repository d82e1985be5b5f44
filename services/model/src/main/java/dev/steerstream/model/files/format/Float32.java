package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** IEEE 754 binary32, as it is. */
public final class Float32 implements WritableFormat {
    @Override
    public String label() {
        return "F32";
    }

    @Override
    public int blockElements() {
        return 1;
    }

    @Override
    public int blockBytes() {
        return 4;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        target.put(source.getFloat());
    }

    @Override
    public void quantise(float[] numbers, int start, ByteBuffer target) {
        target.putFloat(numbers[start]);
    }
}
