package dev.steerstream.model.peft;

import dev.steerstream.model.files.FileDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What the numbers of every method's adapter have in common: they are copied, checked and summed the same way. */
final class AdapterNumbers {
    private AdapterNumbers() {}

    /** A read-only copy. */
    static FloatBuffer copy(FloatBuffer values) {
        FloatBuffer source = values.duplicate();
        return ByteBuffer.allocateDirect(Float.BYTES * source.remaining())
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(source)
                .flip()
                .asReadOnlyBuffer();
    }

    /** @throws IllegalArgumentException when there are not as many, or one is not finite */
    static void check(String what, FloatBuffer values, long elements) {
        if (values.remaining() != elements) {
            throw new IllegalArgumentException(
                    what + " has " + values.remaining() + " numbers, but its shape takes " + elements + ".");
        }
        for (int i = 0; i < elements; i++) {
            float value = values.get(values.position() + i);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        what + " has " + value + " at " + i + ", but every number must be finite.");
            }
        }
    }

    /** A sum over lines of text and numbers. */
    static final class Digest {
        private final MessageDigest sum = FileDigest.sha256();

        Digest line(String text) {
            sum.update((text + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Digest numbers(FloatBuffer values) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Float.BYTES * values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values.duplicate());
            sum.update(bytes);
            return this;
        }

        String hex() {
            return HexFormat.of().formatHex(sum.digest());
        }
    }
}
