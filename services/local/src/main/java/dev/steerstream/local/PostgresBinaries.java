package dev.steerstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the server's programs are unpacked, once for all of this user's servers. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** In the user's own cache, not in the shared temporary directory, where others could put programs before us. */
    static Path directory() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return Files.createDirectories(base.resolve("steerstream").resolve("postgres"));
    }
}
