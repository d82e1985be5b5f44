package dev.steerstream.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The bytes of an open file. Large stretches are mapped into memory, so that the system's cache of the file is read in place. */
record ChannelBytes(FileChannel channel) implements FileBytes.Source {
    /** Below this a mapping costs more than it saves. */
    private static final long SMALLEST_MAPPING = 1 << 20;

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public Optional<ByteBuffer> map(long start, long length) throws IOException {
        boolean whole = channel.size() >= start + length; // else the file was cut since its header was read
        return length >= SMALLEST_MAPPING && length <= Integer.MAX_VALUE && whole
                ? Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, start, length))
                : Optional.empty();
    }
}
