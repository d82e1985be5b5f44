package dev.steerstream.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a platform of the tests keeps its state: under the build's folder, so that its logs are there to be read afterwards. */
public final class StateFolder {

    private StateFolder() {}

    /** The folder of this name, without what an earlier run left in it. */
    public static Path empty(String name) {
        Path root = Path.of("target", name).toAbsolutePath();
        if (!Files.exists(root)) {
            return root;
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return root;
    }
}
