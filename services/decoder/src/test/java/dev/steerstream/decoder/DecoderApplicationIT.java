package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.local.Database;
import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.SamplingOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The packaged application in a process of its own: model, libtorch and tokenizer load from the fast jar. */
class DecoderApplicationIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void thePackagedApplicationBecomesReadyAnswersAndEndsInOrder() throws Exception {
        Path jar = Path.of("target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("built by the package phase").exists();
        Database database = SharedParts.database(DecoderApplicationIT.class);
        try (DecoderFixture fixture = new DecoderFixture(DecoderApplicationIT.class, database)) {
            int port = freePort();
            Path log = Files.createTempFile(Path.of("target"), "decoder-application", ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"), "-Xmx768m", "-jar", jar.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "STEERSTREAM_KAFKA_BOOTSTRAP", fixture.bootstrap(),
                            "STEERSTREAM_TOPIC_PREFIX", fixture.prefix,
                            "STEERSTREAM_WORK_DIR",
                                    Files.createTempDirectory(Path.of("target"), "work-")
                                            .toString(),
                            "STEERSTREAM_THREADS", "1",
                            "QUARKUS_HTTP_PORT", Integer.toString(port),
                            "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                            "QUARKUS_DATASOURCE_USERNAME", database.user(),
                            "QUARKUS_DATASOURCE_PASSWORD", database.password()));
            Process process = builder.start();
            try {
                Awaitility.await("readiness; its log is " + log)
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> !process.isAlive() || status(port, "ready") == 200);
                assertThat(process.isAlive()).as("the log is " + log).isTrue();
                assertThat(status(port, "live")).isEqualTo(200);

                GenerationResult result = fixture.ask(new GenerationRequest(
                        "packaged",
                        null,
                        List.of(new ChatMessage("user", "Say hello.")),
                        null,
                        new SamplingOptions(6, null, null, null, null, null, null, null),
                        null,
                        null,
                        null,
                        null,
                        null));

                assertThat(result.state()).isEqualTo(State.SUCCEEDED);
                assertThat(result.choices().get(0).text()).isNotBlank();
                // The default: a probe chose at start, and says why.
                assertThat(result.receipt().weightFormat()).isIn("int4", "bfloat16", "float32");
                assertThat(result.receipt().weightFormatReason()).startsWith("Chosen at start: ");
                assertThat(fixture.served()).containsExactly(result.receipt().weightFormat());
                assertThat(body(port, "/q/metrics"))
                        .contains("steerstream_decoder_requests_total{code=\"\",outcome=\"succeeded\"")
                        .contains("gen_ai_server_time_to_first_token_seconds_bucket");
            } finally {
                process.destroy();
                if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
            }
            assertThat(process.exitValue()).isIn(0, 143);
        }
    }

    private static int status(int port, String check) {
        try {
            return get(port, "/q/health/" + check).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static String body(int port, String path) throws Exception {
        return get(port, path).body();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
