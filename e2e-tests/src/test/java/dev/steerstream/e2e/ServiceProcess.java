package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One service as it is shipped, in a process of its own on a loopback port, with its log in the platform's folder. */
final class ServiceProcess {

    private static final Set<String> WITHOUT_ENGINE = Set.of("gateway", "ingest", "tracker");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final Path log;
    private final int port = freePort();
    private final ProcessBuilder builder;
    private Process process;

    ServiceProcess(String name, Path state, Map<String, String> environment) {
        this.name = name;
        this.log = state.resolve(name + ".log");
        Path application = Path.of("..", "services", name, "target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .normalize();
        assertThat(application).as("the build of %s", name).exists();
        this.builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        // As steer up starts services without an engine.
                        WITHOUT_ENGINE.contains(name) ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation",
                        "-Dai.djl.pytorch.graph_optimizer=false",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        application.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment()
                .put("STEERSTREAM_WORK_DIR", state.resolve("work").resolve(name).toString());
        // Threads that wait for one another while others want the cores must not spin.
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        if (name.equals("gateway")) builder.environment().put("STEERSTREAM_GATEWAY_METRICS_INTERVAL", "1s");
        // A short lease, so that a killed worker's job comes back in seconds and not in half a minute.
        if (name.equals("trainer") || name.equals("extractor")) {
            builder.environment().put("STEERSTREAM_LEASE_SECONDS", "5");
        }
    }

    void start() {
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void awaitReady() {
        await("readiness of " + name + ", see " + log)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> health("ready") == 200);
    }

    /** Status code of a health endpoint, or 0 where nobody answers. */
    int health(String kind) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(address().resolve("/q/health/" + kind))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** kill -9, and back when it is dead. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    void terminate() {
        if (process != null) {
            process.destroy();
        }
    }

    void awaitEnd() {
        try {
            if (process != null && !process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
