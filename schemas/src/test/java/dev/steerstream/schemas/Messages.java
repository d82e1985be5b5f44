package dev.steerstream.schemas;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the tests hold against each other: every record of this package, and every golden file. */
final class Messages {

    private Messages() {}

    /** All top-level records, found among the compiled classes, so that a new one cannot be forgotten. */
    static List<Class<?>> records() {
        Path directory =
                directory(Topic.class.getProtectionDomain().getCodeSource().getLocation(), "dev/steerstream/schemas");
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.startsWith("package-info"))
                    .sorted()
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                    .filter(Class::isRecord)
                    .toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Golden files of a version: {@code kebab-name.json} or {@code kebab-name.variant.json}. */
    static List<Path> golden(String version) {
        Path directory = directory(Messages.class.getResource("/golden/" + version), "");
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    static Class<?> recordOf(Path golden) {
        String kebab = golden.getFileName().toString().replaceAll("\\..*", "");
        return records().stream()
                .filter(type -> MessageSchema.kebab(type).equals(kebab))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record belongs to " + golden));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName("dev.steerstream.schemas." + name);
        } catch (ClassNotFoundException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Path directory(java.net.URL location, String below) {
        try {
            return Path.of(location.toURI()).resolve(below);
        } catch (URISyntaxException failure) {
            throw new AssertionError(failure);
        }
    }
}
