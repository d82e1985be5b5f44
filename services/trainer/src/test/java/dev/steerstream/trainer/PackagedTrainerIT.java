package dev.steerstream.trainer;

import static dev.steerstream.trainer.TrainerParts.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.local.LoopbackPorts;
import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.WarmStartConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is shipped, in processes of its own that are killed. */
class PackagedTrainerIT {
    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private TrainerParts parts;

    @BeforeEach
    void start() {
        parts = new TrainerParts(SharedParts.bootstrap(), directory.resolve("work"));
        parts.dataset("moods", "refuse", 0);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aKilledTrainersJobIsResumedByAnotherOneWithTheSameAdapter() throws Exception {
        int port = LoopbackPorts.free();
        Process killed = trainer("killed", port);
        parts.command(parts.start("resumed", "moods", warmStart()));
        await().atMost(LIMIT).until(() -> parts.text("select step::text from checkpoint") != null);
        assertThat(get(port, "/q/health/live")).contains("\"UP\"");
        assertThat(get(port, "/q/health/ready")).contains("\"UP\"").contains("default/resumed");
        killed.destroyForcibly().waitFor();
        assertThat(parts.state("resumed")).isEqualTo("training");

        int secondPort = LoopbackPorts.free();
        trainer("second", secondPort);
        await().atMost(LIMIT).until(() -> "trained".equals(parts.state("resumed")));
        parts.command(parts.start("whole", "moods", warmStart()));
        await().atMost(LIMIT).until(() -> "trained".equals(parts.state("whole")));

        assertThat(parts.text("select attempt::text from job where adaptation = 'resumed' and kind = 'warm_start'"))
                .isEqualTo("2");
        assertThat(parts.text("select count(distinct adapter_digest)::text from adaptation"))
                .isEqualTo("1");
        assertThat(parts.text("select count(*)::text from adapter")).isEqualTo("1");
        assertThat(get(secondPort, "/q/metrics"))
                .contains("steerstream_job_ends_total{kind=\"warm_start\",outcome=\"succeeded\"} 2.0")
                .contains("steerstream_trainer_tokens_total");
    }

    @Test
    void aSettingThatCanNeverWorkEndsTheProcessByName() throws Exception {
        Path log = directory.resolve("wrong.log");
        Process process =
                launch(log, LoopbackPorts.free(), Map.of("STEERSTREAM_KAFKA_BOOTSTRAP", "a broker without a port"));

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log))
                .contains("the trainer cannot start")
                .contains("a broker without a port")
                .contains("steerstream.kafka.bootstrap");
    }

    private static WarmStartConfiguration warmStart() {
        return new WarmStartConfiguration(null, null, null, null, null, null, null, null, null, 6, 2, 64, 2, 5L);
    }

    private Process trainer(String name, int port) throws IOException {
        Path log = directory.resolve(name + ".log");
        Process process = launch(log, port, Map.of());
        await().atMost(LIMIT).until(() -> {
            assertThat(process.isAlive()).as(() -> tail(log)).isTrue();
            return get(port, "/q/health/ready").contains("\"status\": \"UP\"");
        });
        return process;
    }

    private Process launch(Path log, int port, Map<String, String> overrides) throws IOException {
        Path application = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
        assertThat(application).as("built by mvn package").exists();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-jar",
                        application.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        parts.settings().forEach((key, value) -> environment.put(variable(key), value));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", parts.source.getUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", parts.source.getUser());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", parts.source.getPassword());
        environment.putAll(overrides);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 4_000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** The answer's body, or what went wrong. */
    private static String get(int port, String path) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notThere) {
            return notThere.toString();
        }
    }
}
