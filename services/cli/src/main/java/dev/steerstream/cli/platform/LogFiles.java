package dev.steerstream.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Logs of processes that know nothing of rotation: cut when a process starts. */
final class LogFiles {
    private static final long LARGEST_BYTES = 16L * 1024 * 1024;

    private LogFiles() {}

    /** Moves a log that grew beyond 16 MiB to {@code NAME.1}, over an older one. */
    static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGEST_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
