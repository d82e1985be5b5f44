package dev.steerstream.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Sequential little-endian reading of a stretch of a file through one small buffer. Reads by position, so that several threads
 * may read one file; a mapping is avoided because a file that shrinks under it ends the process.
 */
final class FileBytes {
    private static final int BUFFER = 1 << 18;
    private static final int SMALLEST = 64;

    /** Reads at a position, as {@code FileChannel.read} does: -1 at the end. */
    interface Source {
        int read(ByteBuffer target, long position) throws IOException;

        /** Bytes in memory, for files that are stored elsewhere. */
        static Source of(byte[] bytes) {
            return (target, position) -> {
                int count = (int) Math.min(target.remaining(), bytes.length - position);
                if (count <= 0) {
                    return -1;
                }
                target.put(bytes, (int) position, count);
                return count;
            };
        }
    }

    private final Path file;
    private final Source source;
    private final long end;
    private final ByteBuffer buffer;
    private long next; // file position of the first byte that is not in the buffer yet

    FileBytes(Path file, Source source, long start, long end) {
        this.file = file;
        this.source = source;
        this.next = start;
        this.end = end;
        int capacity = (int) Math.max(SMALLEST, Math.min(BUFFER, end - start));
        this.buffer = ByteBuffer.allocateDirect(capacity)
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** Position in the file of the next byte to be taken. */
    long position() {
        return next - buffer.remaining();
    }

    /** Bytes left in the stretch. */
    long remaining() {
        return end - position();
    }

    /** The buffer, with at least {@code count} bytes (at most its capacity) remaining. The caller advances its position. */
    ByteBuffer require(int count, String thing) {
        if (buffer.remaining() >= count) {
            return buffer;
        }
        if (count > remaining()) {
            throw truncated(thing, count);
        }
        buffer.compact();
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + (end - next)));
        try {
            while (buffer.position() < count) {
                int read = source.read(buffer, next);
                if (read < 0) {
                    throw truncated(thing, count);
                }
                next += read;
            }
        } catch (IOException e) {
            throw new ModelFileException(
                    file, thing, "unreadable (" + e + ")", "it must be readable", "Check the disk and permissions.", e);
        }
        return buffer.flip();
    }

    /** Copies the next bytes; the caller has checked that the count is small. */
    byte[] take(int count, String thing) {
        if (count > remaining()) {
            throw truncated(thing, count);
        }
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, buffer.capacity());
            require(part, thing).get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    private ModelFileException truncated(String thing, long count) {
        return new ModelFileException(
                file,
                thing,
                count + " bytes at offset " + position(),
                "only " + remaining() + " bytes are left there",
                ModelFileException.FETCH_AGAIN);
    }
}
