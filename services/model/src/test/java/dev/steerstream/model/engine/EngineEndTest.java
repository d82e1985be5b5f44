package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is told to end while its engine is in a kernel ends as told, and does not crash. */
class EngineEndTest {
    private static final int TERMINATED = 143;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4"})
    void terminatedInsideAKernel(String format) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:ErrorFile=" + directory.resolve("crash-%p.log"),
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessScoring.class.getName(),
                        format))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.equals("running")) line = output.readLine();
            assertThat(line).as("what the process said first").isEqualTo("running");
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
