package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** IEEE 754 binary16. */
public final class Float16 implements TensorFormat {
    @Override
    public String label() {
        return "F16";
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
        target.put(HalfPrecision.fromFloat16(source.getShort()));
    }
}
