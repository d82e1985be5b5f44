package dev.steerstream.work.artefacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files by tenant and digest. A tenant's digests are looked up under its own directory: knowing a digest opens nothing of another's. */
final class ArtefactCache {
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
    }
}
