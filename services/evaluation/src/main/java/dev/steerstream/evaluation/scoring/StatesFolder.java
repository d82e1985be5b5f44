package dev.steerstream.evaluation.scoring;

import dev.steerstream.model.engine.StatesStore;
import dev.steerstream.model.files.FileDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hidden states in files of one folder, each with its digest; a file that does not match is as good as none. The folder grows up to a size and
 * then takes no more. Files appear whole or not at all, so that several processes may share it. Thread-safe.
 */
public final class StatesFolder implements StatesStore {
    private static final int DIGEST = 32;
    private static final String ENDING = ".states";

    private final Path folder;
    private final long mostBytes;

    /** @param mostBytes of all files together */
    public StatesFolder(Path folder, long mostBytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.mostBytes = mostBytes;
    }

    @Override
    public Optional<float[]> find(String key, int length) {
        Path file = folder.resolve(key + ENDING);
        try {
            long expected = DIGEST + (long) Float.BYTES * length;
            if (!Files.isRegularFile(file) || Files.size(file) != expected) return Optional.empty();
            byte[] content = Files.readAllBytes(file);
            byte[] numbers = Arrays.copyOfRange(content, DIGEST, content.length);
            if (!Arrays.equals(FileDigest.sha256().digest(numbers), Arrays.copyOf(content, DIGEST))) {
                return Optional.empty();
            }
            float[] states = new float[length];
            ByteBuffer.wrap(numbers)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(states);
            return Optional.of(states);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public void keep(String key, float[] states) {
        Path file = folder.resolve(key + ENDING);
        ByteBuffer numbers = ByteBuffer.allocate(Float.BYTES * states.length).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(states);
        try {
            if (size() + DIGEST + numbers.capacity() > mostBytes) return;
            Path fresh = Files.createTempFile(folder, key, ".new");
            byte[] content = ByteBuffer.allocate(DIGEST + numbers.capacity())
                    .put(FileDigest.sha256().digest(numbers.array()))
                    .put(numbers.array())
                    .array();
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException full) {
            throw new UncheckedIOException(file + " cannot be written: " + full.getMessage(), full);
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
