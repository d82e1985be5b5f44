package dev.steerstream.model.files;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A safetensors file (F32, F16, BF16) that was checked on opening. Safe for use by several threads until closed. */
public final class SafetensorsFile implements AutoCloseable {
    private final Path file;
    private final FileBytes.Source source;
    private final FileChannel channel; // null when the bytes are in memory
    private final Map<String, StoredTensor> tensors;

    private SafetensorsFile(
            Path file, FileBytes.Source source, FileChannel channel, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.source = source;
        this.channel = channel;
        this.tensors = tensors;
    }

    /**
     * Opens a file whose tensors are to be read.
     *
     * @throws ModelFileException when the file cannot be read, is cut short, breaks the format, or has a tensor in a format that
     *     cannot be read
     */
    public static SafetensorsFile open(Path file) {
        SafetensorsFile opened = openAnyFormat(file);
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
    public static SafetensorsFile openAnyFormat(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            FileBytes.Source source = new ChannelBytes(channel);
            return new SafetensorsFile(file, source, channel, SafetensorsHeader.read(file, source, channel.size()));
        } catch (IOException e) {
            closeQuietly(channel);
            throw FileDigest.unreadable(file, e);
        } catch (RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /**
     * The same for a file's bytes.
     *
     * @param name what errors call it
     */
    public static SafetensorsFile of(byte[] bytes, String name) {
        Path file = Path.of(name);
        FileBytes.Source source = FileBytes.Source.of(bytes);
        return new SafetensorsFile(file, source, null, SafetensorsHeader.read(file, source, bytes.length))
                .requireReadable();
    }

    private SafetensorsFile requireReadable() {
        tensors.values().stream()
                .filter(tensor -> !tensor.format().readable())
                .findFirst()
                .ifPresent(tensor -> {
                    throw new ModelFileException(
                            file,
                            "type of " + tensor.name(),
                            tensor.format().label(),
                            SafetensorsHeader.ONLY_READABLE,
                            "Use the model in one of these types.");
                });
        return this;
    }

    public Path path() {
        return file;
    }

    /** The tensors' names, sorted. */
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** What the header says of every tensor, sorted by name. */
    public List<TensorEntry> tensors() {
        return tensors.values().stream().map(StoredTensor::entry).toList();
    }

    /** A copy of the tensor's shape. */
    public long[] shape(String name) {
        return tensor(name).shape().clone();
    }

    /** The tensor in row-major float32; a new direct buffer. */
    public FloatBuffer read(String name) {
        return tensor(name).read(file, source, RowOrder.SAME);
    }

    void read(String name, FloatBuffer target) {
        tensor(name).read(file, source, RowOrder.SAME, target);
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFileException(
                    file, "tensor " + name, "missing", "it must be there", "Use a complete model.");
        }
        return tensor;
    }

    static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // It was opened for reading only: nothing can be lost.
        }
    }
}
