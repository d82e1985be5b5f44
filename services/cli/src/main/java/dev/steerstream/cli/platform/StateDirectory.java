package dev.steerstream.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where one local platform keeps everything: data, ports, secrets, logs, and what runs now.
 *
 * @param root absolute; readable by its owner only
 */
public record StateDirectory(Path root) {
    public StateDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /** Makes the directories that are missing. */
    public StateDirectory create() throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(root, ownerOnly);
        for (Path part : new Path[] {logs(), ports(), work()}) Files.createDirectories(part, ownerOnly);
        return this;
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    /** The key that the platform's doors ask for; readable by its owner only. */
    public Path operatorKey() {
        return root.resolve("operator-key");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** The log of a service, of {@code kafka}, or of the {@code platform} process itself. */
    public Path log(String part) {
        return logs().resolve(part + ".log");
    }

    public Path ports() {
        return root.resolve("ports");
    }

    public Path port(Service service) {
        return ports().resolve(service.id());
    }

    /** The services' caches: all in it can be deleted while nothing runs. */
    public Path work() {
        return root.resolve("work");
    }

    /** What runs now, as {@link PlatformStatus}. */
    public Path status() {
        return root.resolve("status.json");
    }
}
