package dev.steerstream.model.files.format;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A format of which only the size is known: a file that has it can be described, but not read.
 *
 * @param label the format's name as its inventors write it
 */
public record UnreadableFormat(String label, int blockElements, int blockBytes) implements TensorFormat {
    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public void dequantise(ByteBuffer source, FloatBuffer target) {
        throw new IllegalStateException(
                "a tensor in " + label + " was to be read, but opening it must have refused it");
    }
}
