package dev.steerstream.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the virtual machine writes when native code crashes: beside the service's log, not where the platform was started. */
final class CrashReports {
    private static final int KEPT = 5;

    private final Path log;
    private final String prefix;

    /** @param log of the service */
    CrashReports(Path log) {
        this.log = log;
        this.prefix = log.getFileName().toString().replaceFirst("\\.log$", "") + "-crash-";
    }

    /** The virtual machine's options; {@code %p} is the process's id there. No memory is dumped: it holds what users sent. */
    List<String> options() {
        return List.of("-XX:ErrorFile=" + log.resolveSibling(prefix + "%p.log"), "-XX:-CreateCoredumpOnCrash");
    }

    /** The report of a process that crashed, or empty where it ended in another way. */
    Optional<Path> of(long processId) {
        return Optional.of(log.resolveSibling(prefix + processId + ".log")).filter(Files::exists);
    }

    /** Deletes all but the newest few: a service that crashes again and again must not fill the disk. */
    void prune() {
        try (Stream<Path> files = Files.list(log.getParent())) {
            files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .skip(KEPT)
                    .forEach(file -> file.toFile().delete());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
