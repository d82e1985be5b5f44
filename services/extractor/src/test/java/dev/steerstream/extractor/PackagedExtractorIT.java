package dev.steerstream.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.local.LoopbackPorts;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is shipped, in processes of its own that are killed. */
class PackagedExtractorIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int ROWS = 96;

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private ExtractorFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExtractorFixture();
        fixture.publish("colours", 2, 2, ROWS);
        fixture.calibrated("judged", "a", "colours");
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        fixture.close();
    }

    @Test
    void aKilledExtractorsEvaluationGoesOnBehindTheRowsThatAreDoneAndEndsWithTheSameNumbers() throws Exception {
        Process killed = extractor("killed");
        fixture.command(evaluate("resumed"));
        await().atMost(LIMIT).until(() -> kept("resumed") > 0);
        killed.destroyForcibly().waitFor();
        long kept = kept("resumed");
        assertThat(kept).isPositive().isLessThan(ROWS);
        assertThat(fixture.text("select state from evaluation where evaluation = ?", "resumed"))
                .isEqualTo("evaluating");

        extractor("second");
        fixture.awaitEvaluation("resumed", "succeeded");
        fixture.command(evaluate("whole"));
        fixture.awaitEvaluation("whole", "succeeded");

        assertThat(fixture.text("select attempt::text from job where evaluation = ?", "resumed"))
                .isEqualTo("2");
        assertThat(Files.readString(directory.resolve("second.log"))).contains("goes on behind " + kept + " rows");
        assertThat(fixture.text("select measures_digest from evaluation where evaluation = ?", "resumed"))
                .isEqualTo(fixture.text("select measures_digest from evaluation where evaluation = ?", "whole"));
    }

    private static EvaluationCommand evaluate(String evaluation) {
        return new EvaluationCommand(
                EvaluationCommand.Action.START,
                "judged",
                evaluation,
                null,
                null,
                null,
                new EvaluationConfiguration(null, null, null, null, null, null, 0, null),
                null);
    }

    private long kept(String evaluation) {
        return Long.parseLong(fixture.text(
                "select coalesce(max(c.step), 0)::text from checkpoint c join job j using (tenant, job)"
                        + " where j.evaluation = ?",
                evaluation));
    }

    private Process extractor(String name) throws IOException {
        Path log = directory.resolve(name + ".log");
        int port = LoopbackPorts.free();
        Process process = launch(log, port);
        await().atMost(LIMIT).until(() -> {
            assertThat(process.isAlive()).as(() -> tail(log)).isTrue();
            return ready(port);
        });
        return process;
    }

    private Process launch(Path log, int port) throws IOException {
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
        fixture.settings().forEach((key, value) -> environment.put(variable(key), value));
        // A dead process's job is taken again after so long.
        environment.put("STEERSTREAM_LEASE_SECONDS", "6");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", fixture.source().getUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", fixture.source().getUser());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", fixture.source().getPassword());
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

    private static boolean ready(int port) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException notThere) {
            return false;
        }
    }
}
