package dev.steerstream.model.files;

import dev.steerstream.model.files.format.FourBit;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * A GGUF file that was checked on opening: its metadata and its tensors under the file's own names and row order. Nothing of
 * the tensors' data is kept in memory. Safe for use by several threads until closed.
 */
public final class GgufFile implements AutoCloseable {
    private final Path file;
    private final FileBytes.Source source;
    private final FileChannel channel; // null when the bytes are in memory
    private final GgufHeader.Parsed header;

    private GgufFile(Path file, FileBytes.Source source, FileChannel channel, long size) {
        this.file = file;
        this.source = source;
        this.channel = channel;
        this.header = new GgufHeader(file, source, size).read();
    }

    /** @throws ModelFileException when the file cannot be read, is cut short, or breaks the format */
    public static GgufFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new GgufFile(file, new ChannelBytes(channel), channel, channel.size());
        } catch (IOException e) {
            SafetensorsFile.closeQuietly(channel);
            throw FileDigest.unreadable(file, e);
        } catch (RuntimeException e) {
            SafetensorsFile.closeQuietly(channel);
            throw e;
        }
    }

    /**
     * The same for a file's bytes; it has no {@link #digest}.
     *
     * @param name what errors call it
     */
    static GgufFile of(byte[] bytes, String name) {
        return new GgufFile(Path.of(name), FileBytes.Source.of(bytes), null, bytes.length);
    }

    public Path path() {
        return file;
    }

    public GgufMetadata metadata() {
        return header.metadata();
    }

    /** The tensors' names as the file has them, in its order. */
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    /** A copy of the tensor's shape, outermost dimension first. */
    public long[] shape(String name) {
        return tensor(name).shape().clone();
    }

    /** The name of the format of the tensor, for example {@code Q4_1}. */
    public String format(String name) {
        return tensor(name).format().label();
    }

    /** The tensor in row-major float32, in the file's row order; a new direct buffer. */
    public FloatBuffer read(String name) {
        return read(name, RowOrder.SAME);
    }

    /** The tensor, with row r of the file at {@code order.target(r)}. */
    FloatBuffer read(String name, RowOrder order) {
        return tensor(name).read(file, source, order);
    }

    /** The codes of a tensor that is stored in groups of four-bit codes; empty for every other format. */
    Optional<FourBitGroups> fourBit(String name, RowOrder order) {
        StoredTensor tensor = tensor(name);
        return tensor.format() instanceof FourBit stored
                ? Optional.of(tensor.groups(stored, file, source, order))
                : Optional.empty();
    }

    /** sha256 of the whole file, in hexadecimal. Reads all of it on every call. */
    public String digest() {
        return FileDigest.of(file);
    }

    @Override
    public void close() {
        SafetensorsFile.closeQuietly(channel);
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new ModelFileException(
                    file, "tensor " + name, "missing", "it must be there", "Use a complete model.");
        }
        return tensor;
    }
}
