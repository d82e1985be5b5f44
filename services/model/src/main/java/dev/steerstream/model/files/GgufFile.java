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
    private final FileChannel channel;
    private final GgufHeader.Parsed header;

    private GgufFile(Path file, FileChannel channel, GgufHeader.Parsed header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /** @throws ModelFileException when the file cannot be read, is cut short, or breaks the format */
    public static GgufFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new GgufFile(file, channel, new GgufHeader(file, channel, channel.size()).read());
        } catch (IOException e) {
            SafetensorsFile.closeQuietly(channel);
            throw FileDigest.unreadable(file, e);
        } catch (RuntimeException e) {
            SafetensorsFile.closeQuietly(channel);
            throw e;
        }
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
        return tensor(name).read(file, channel::read, order);
    }

    /** The codes of a tensor that is stored in groups of four-bit codes; empty for every other format. */
    Optional<FourBitGroups> fourBit(String name, RowOrder order) {
        StoredTensor tensor = tensor(name);
        return tensor.format() instanceof FourBit stored
                ? Optional.of(tensor.groups(stored, file, channel::read, order))
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
