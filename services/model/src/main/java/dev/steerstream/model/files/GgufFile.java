package dev.steerstream.model.files;

import dev.steerstream.model.files.format.FourBit;
import dev.steerstream.model.files.format.GgmlTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A GGUF file that was checked on opening: its metadata and its tensors under the file's own names and row order. Nothing of
 * the tensors' data is kept in memory. Safe for use by several threads until closed.
 */
public final class GgufFile implements AutoCloseable {
    private static final int COPY_BUFFER = 1 << 18;

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

    /**
     * Opens a file whose tensors are to be read.
     *
     * @throws ModelFileException when the file cannot be read, is cut short, breaks the format, or has a tensor in a format that
     *     cannot be read
     */
    public static GgufFile open(Path file) {
        GgufFile opened = openAnyFormat(file);
        try {
            return opened.requireReadable();
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Opens a file to be described: its tensors may be in formats that are known by name only.
     *
     * @throws ModelFileException when the file cannot be read, is cut short, or breaks the format
     */
    public static GgufFile openAnyFormat(Path file) {
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
        return new GgufFile(Path.of(name), FileBytes.Source.of(bytes), null, bytes.length).requireReadable();
    }

    private GgufFile requireReadable() {
        header.tensors().values().stream()
                .filter(tensor -> !tensor.format().readable())
                .findFirst()
                .ifPresent(tensor -> {
                    throw new ModelFileException(
                            file,
                            "format of tensor " + tensor.name(),
                            tensor.format().label(),
                            "only " + GgmlTypes.readable() + " can be read",
                            GgufHeader.UNREADABLE_REMEDY);
                });
        return this;
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

    /** What the header says of every tensor, in the file's order. */
    public List<TensorEntry> tensors() {
        return header.tensors().values().stream().map(StoredTensor::entry).toList();
    }

    /** A metadata entry as it lies in the file: key, type and value. */
    public byte[] metadataEntry(String key) {
        GgufHeader.Stretch stretch = header.entries().get(key);
        if (stretch == null) {
            throw new ModelFileException(file, key, "missing", "it must be there", "Use a complete GGUF model file.");
        }
        FileBytes bytes = new FileBytes(file, source, stretch.start(), stretch.end());
        return bytes.take((int) (stretch.end() - stretch.start()), key);
    }

    /** Writes the tensor's data as they lie in the file. */
    public void copy(String name, OutputStream target) throws IOException {
        StoredTensor tensor = tensor(name);
        FileBytes bytes = new FileBytes(file, source, tensor.offset(), tensor.offset() + tensor.bytes());
        for (long left = tensor.bytes(); left > 0; ) {
            int part = (int) Math.min(left, COPY_BUFFER);
            target.write(bytes.take(part, name));
            left -= part;
        }
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

    void read(String name, RowOrder order, FloatBuffer target) {
        tensor(name).read(file, source, order, target);
    }

    /** Whether {@link #fourBit} has the tensor's codes. */
    boolean inFourBits(String name) {
        return tensor(name).format() instanceof FourBit;
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
