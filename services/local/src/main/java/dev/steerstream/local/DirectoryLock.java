package dev.steerstream.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Holds a directory for this process; the operating system gives it back when the process ends, however it ends. */
public final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, made when it is missing.
     *
     * @throws LocalPartException where another process, or another part of this one, holds it
     */
    public static DirectoryLock take(Path directory) throws IOException {
        return tryTake(directory)
                .orElseThrow(() -> new LocalPartException(
                        directory + " is in use by another process: stop that one or choose another directory"));
    }

    /** As {@link #take(Path)}; empty where it is held. */
    public static Optional<DirectoryLock> tryTake(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return Optional.of(new DirectoryLock(channel));
        } catch (OverlappingFileLockException heldByThisProcess) {
            // Reported like any other holder.
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
