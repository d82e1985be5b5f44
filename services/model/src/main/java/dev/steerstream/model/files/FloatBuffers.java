package dev.steerstream.model.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Direct float32 buffers in native order: what native code takes without a copy. */
final class FloatBuffers {
    private FloatBuffers() {}

    /** The number of elements was checked against the file's size; a Java buffer holds at most 2 GiB. */
    static FloatBuffer allocate(Path file, String name, long elements) {
        if (elements > Integer.MAX_VALUE / Float.BYTES) {
            throw new ModelFileException(
                    file,
                    "tensor " + name,
                    elements + " numbers",
                    "one tensor may have at most " + Integer.MAX_VALUE / Float.BYTES,
                    "Use a smaller model.");
        }
        return ByteBuffer.allocateDirect((int) elements * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
