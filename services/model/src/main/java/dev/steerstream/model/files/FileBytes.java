package dev.steerstream.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sequential little-endian reading of a stretch of a file, through one small buffer or a mapping. Reads by position, so that
 * several threads may read one file. Java's own accesses to a mapping whose file shrinks meanwhile throw an {@link InternalError},
 * see {@link #guarded}; native code would end the process, so that no mapping is ever handed to it.
 */
final class FileBytes {
    private static final int BUFFER = 1 << 18;
    private static final int SMALLEST = 64;

    /** Reads at a position, as {@code FileChannel.read} does: -1 at the end. */
    interface Source {
        int read(ByteBuffer target, long position) throws IOException;

        /** The stretch in memory, where that pays; it stays valid when the source is closed. */
        default Optional<ByteBuffer> map(long start, long length) throws IOException {
            return Optional.empty();
        }

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
        this(file, source, start, end, buffer(end - start));
    }

    private FileBytes(Path file, Source source, long next, long end, ByteBuffer buffer) {
        this.file = file;
        this.source = source;
        this.next = next;
        this.end = end;
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer buffer(long length) {
        return ByteBuffer.allocateDirect((int) Math.max(SMALLEST, Math.min(BUFFER, length)))
                .limit(0);
    }

    /** The same, mapped where the source can: for a tensor's data, which is read once from its beginning to its end. */
    static FileBytes mapped(Path file, Source source, String thing, long start, long end) {
        try {
            return source.map(start, end - start)
                    .map(mapping -> new FileBytes(file, source, end, end, mapping))
                    .orElseGet(() -> new FileBytes(file, source, start, end));
        } catch (IOException e) {
            throw unreadable(file, thing, e);
        }
    }

    /** Runs what reads a mapping, and makes a typed error of a file that shrinks meanwhile. */
    static <T> T guarded(Path file, String thing, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InternalError e) { // what Java makes of a page that is not there any more
            throw unreadable(file, thing, e);
        }
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
            throw unreadable(file, thing, e);
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

    private static ModelFileException unreadable(Path file, String thing, Throwable cause) {
        return new ModelFileException(
                file,
                thing,
                "unreadable (" + cause + ")",
                "it must be readable and stay as it is",
                "Check the disk and permissions, and that nothing writes to the file.",
                cause);
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
