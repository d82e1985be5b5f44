package dev.steerstream.cli.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where the built services and the demo's files lie.
 *
 * @param directory the repository's root
 */
public record Installation(Path directory) {
    /** From the system property {@code steerstream.installation}, which the launcher sets. */
    public static Installation ofLauncher() {
        String directory = System.getProperty("steerstream.installation");
        if (directory == null) {
            throw new PlatformException("the system property steerstream.installation is not set: start the CLI with"
                    + " the launcher ./steer, or give the repository's root with it");
        }
        return new Installation(Path.of(directory).toAbsolutePath());
    }

    /** Refuses an installation without the services' applications, naming those that are missing. */
    void check() {
        List<String> missing = Arrays.stream(Service.values())
                .filter(service -> !Files.exists(service.application(directory)))
                .map(Service::id)
                .toList();
        if (!missing.isEmpty()) {
            throw new PlatformException("not built under " + directory + ": " + String.join(", ", missing)
                    + ". Run ./steer, which builds what is missing, or mvn package -DskipTests");
        }
    }
}
