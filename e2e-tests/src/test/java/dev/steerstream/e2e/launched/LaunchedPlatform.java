package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.Gateway;
import dev.steerstream.e2e.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A platform as its users have it: {@code steer up}, with the broker, the database and the supervisor that starts a crashed service again. Its
 * model is the {@link RandomModel}. Ends with the JVM. One thread uses it.
 */
final class LaunchedPlatform {
    // One thread and exact arithmetic: answers and adapters are compared between processes. A short lease brings a
    // crashed worker's job back soon.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STEERSTREAM_THREADS", "1", "STEERSTREAM_WEIGHT_FORMAT", "float32", "STEERSTREAM_LEASE_SECONDS", "5");

    private static LaunchedPlatform shared;

    private final Path state;
    private final SteerCommand steer;
    private final JsonNode status;

    private LaunchedPlatform(Path state) {
        this.state = state;
        this.steer = new SteerCommand(state, ENVIRONMENT);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> steer.run("down"), "stop-" + state.getFileName()));
        this.status = steer.json("up", "--model", RandomModel.folder().toString());
    }

    /** Started at the first call. */
    static synchronized LaunchedPlatform shared() {
        if (shared == null) shared = launch("launched");
        return shared;
    }

    /** Another installation, with nothing in it. */
    static LaunchedPlatform launch(String name) {
        return new LaunchedPlatform(StateFolder.empty(name));
    }

    Gateway gateway() {
        try {
            String key = Files.readString(state.resolve("operator-key")).strip();
            return new Gateway(URI.create(status.path("gateway").asText()), key);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String bootstrapServers() {
        return status.path("kafka").asText();
    }

    /** The command line on this platform. */
    SteerCommand steer() {
        return steer;
    }

    Path log(String name) {
        return state.resolve("logs").resolve(name + ".log");
    }

    String logged(String name) {
        try {
            return Files.readString(log(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The process of a service that runs now. */
    ProcessHandle service(String name) {
        String application = Path.of("services", name, "target").toString();
        return ProcessHandle.of(status.path("pid").asLong())
                .orElseThrow()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(application))
                .findFirst()
                .orElseThrow();
    }

    /** The signal that native code dies of, to a service of this platform; where its report will lie. */
    Path crash(String name) {
        long process = service(name).pid();
        try {
            assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(process))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return log(name + "-crash-" + process);
    }
}
