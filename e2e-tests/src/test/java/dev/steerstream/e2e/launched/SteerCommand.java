package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as the launcher runs it, on one state directory. Thread-safe. */
final class SteerCommand {
    private static final Path INSTALLATION = Path.of("..").toAbsolutePath().normalize();
    private static final long LIMIT_SECONDS = 200;

    private final Path state;
    private final Map<String, String> environment;

    SteerCommand(Path state, Map<String, String> environment) {
        this.state = state;
        this.environment = Map.copyOf(environment);
    }

    /**
     * How a command ended.
     *
     * @param output what it printed for its user or the next program
     * @param errors what it said beside that
     */
    record Ended(int exitCode, String output, String errors) {}

    /** Runs a command to its end, whatever that is. */
    Ended run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsteerstream.installation=" + INSTALLATION,
                "-jar",
                INSTALLATION
                        .resolve(Path.of("services", "cli", "target", "cli-0.1.0-SNAPSHOT.jar"))
                        .toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(Files.createDirectories(state), "command-", ".out");
            Path errors = Files.createTempFile(state, "command-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("STEER_HOME", state.toString());
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + LIMIT_SECONDS + " s: " + text(errors));
            }
            return new Ended(process.exitValue(), text(output), text(errors));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while steer ran", interrupted);
        }
    }

    /** Runs a command that must succeed, and reads its {@code -o json}. */
    JsonNode json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        Ended ended = run(all.toArray(String[]::new));
        assertThat(ended.exitCode()).as("%s: %s", all, ended.errors()).isZero();
        try {
            return Gateway.JSON.readTree(ended.output());
        } catch (IOException notJson) {
            throw new AssertionError(all + " printed " + ended.output(), notJson);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
