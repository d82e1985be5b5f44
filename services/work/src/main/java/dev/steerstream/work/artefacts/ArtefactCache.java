package dev.steerstream.work.artefacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files by tenant and digest. A tenant's digests are looked up under its own directory: knowing a digest opens nothing of another's. What nobody asked
 * for within a day goes when something new comes, so that a disk holds what is in use and nothing outlives its deletion for long.
 */
final class ArtefactCache {
    private static final Duration UNUSED = Duration.ofDays(1);

    private final Path directory;

    ArtefactCache(Path directory) {
        this.directory = directory;
    }

    Path file(String tenant, String digest) {
        if (!tenant.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw new IllegalArgumentException("\"" + tenant + "\" is not a tenant");
        }
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("\"" + digest + "\" is not a digest: 64 lower-case hex digits");
        }
        return directory.resolve(tenant).resolve(digest.substring(0, 2)).resolve(digest);
    }

    /** A new, empty file on the cache's own disk, so that it can be moved into place at once. */
    Path temporary() throws IOException {
        Files.createDirectories(directory);
        return Files.createTempFile(directory, "incoming-", ".part");
    }

    void adopt(Path fetched, Path cached) throws IOException {
        Files.createDirectories(cached.getParent());
        Files.move(fetched, cached, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        evict(Instant.now().minus(UNUSED));
    }

    /** Somebody asks for the file: it is in use from now on. */
    void touch(Path cached) throws IOException {
        Files.setLastModifiedTime(cached, FileTime.from(Instant.now()));
    }

    /** Files of the cache alone: whatever else lies in the directory is not its. */
    private void evict(Instant unusedSince) throws IOException {
        List<Path> unused;
        try (Stream<Path> files = Files.find(
                directory,
                3,
                (file, attributes) -> attributes.isRegularFile()
                        && attributes.lastModifiedTime().toInstant().isBefore(unusedSince)
                        && file.getFileName().toString().matches("[0-9a-f]{64}|incoming-.*\\.part"))) {
            unused = files.toList();
        } catch (UncheckedIOException changing) {
            // Another process evicts too: the next one to adopt looks again.
            return;
        }
        for (Path file : unused) Files.deleteIfExists(file);
    }
}
