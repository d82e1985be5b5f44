package dev.steerstream.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.local.EmbeddedPostgres;
import dev.steerstream.local.LoopbackPorts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The application as it is shipped, in processes of its own, one of which is killed. */
class PackagedTrackerIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final Map<String, String> settings = TrackerParts.settings();
    private final int port = LoopbackPorts.free();
    private final Door door = new Door(URI.create("http://127.0.0.1:" + port), "default");

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aKilledTrackerGoesOnWithWhatItHadCountedAndEndsItsStreamsWhenItIsStopped() throws Exception {
        try (Story story = story()) {
            Process killed = tracker("killed");
            for (int request = 0; request < 300; request++) {
                story.result(Events.succeeded("r" + request, "triage", Instant.now(), 500));
                if (request == 150) killed.destroyForcibly().waitFor();
            }

            Process second = tracker("second");
            await().atMost(LIMIT).until(() -> counted() >= 300);
            assertThat(counted()).isEqualTo(300);
            // A line is there after the commit that has it. 256 lines are kept, numbered without a repetition.
            await().atMost(LIMIT).until(() -> newestLine().path("number").asLong() >= 300);
            assertThat(newestLine().path("number").asLong()).isEqualTo(300);
            assertThat(door.json("/v1/tracker/feed?limit=500").findValuesAsText("id"))
                    .hasSize(256)
                    .doesNotHaveDuplicates();

            try (Door.Listening stream = door.new Listening("/events?page=overview")) {
                await().atMost(LIMIT).until(() -> stream.received().contains("event:part"));
                second.destroy();
                assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
                await().atMost(LIMIT).until(stream::ended);
            }
        }
    }

    @Test
    void withoutTheDatabaseTheLiveNumbersStayAndNobodyIsKilledForIt() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
        try {
            dev.steerstream.local.Database made = postgres.database("steerstream");
            Migrations.migrate(made.jdbcUrl(), made.user(), made.password());
            settings.put("quarkus.datasource.jdbc.url", made.jdbcUrl());
            settings.put("quarkus.datasource.username", made.user());
            settings.put("quarkus.datasource.password", made.password());
            tracker("alone");
            try (Story story = story()) {
                story.adaptation("triage", "a1", "training", Events.training(20, 1));
                story.result(Events.succeeded("r1", "triage", Instant.now(), 1_500));
                await().atMost(LIMIT).until(() -> counted() == 1);
                postgres.close();

                await().atMost(LIMIT).until(() -> door.get("/q/health/ready").statusCode() == 503);
                assertThat(door.get("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(counted()).isEqualTo(1);
                HttpResponse<String> page = door.get("/");
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body())
                        .contains("the database does not answer")
                        .contains("1.50 s")
                        .contains("answered with 20 tokens");
                assertThat(door.get("/v1/tracker/tasks").statusCode()).isEqualTo(503);
                story.publish(Topic.GENERATION_RESULTS, "r2", Events.succeeded("r2", "triage", Instant.now(), 1_500));
                await().atMost(LIMIT).until(() -> counted() == 2);

                postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
                await().atMost(LIMIT).until(() -> door.get("/q/health/ready").statusCode() == 200);
                assertThat(door.get("/").body()).contains("triage").doesNotContain("the database does not answer");
            }
        } finally {
            postgres.close();
        }
    }

    private Story story() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.get("quarkus.datasource.jdbc.url"));
        source.setUser(settings.get("quarkus.datasource.username"));
        source.setPassword(settings.get("quarkus.datasource.password"));
        return new Story(
                new Database(source),
                settings.get("steerstream.kafka.bootstrap"),
                settings.get("steerstream.topic-prefix"),
                "default");
    }

    private JsonNode newestLine() {
        return door.json("/v1/tracker/feed?limit=1").path(0);
    }

    private long counted() {
        return door.json("/v1/tracker/requests?task=triage")
                .at("/recent/counts/succeeded")
                .asLong();
    }

    private Process tracker(String name) throws IOException {
        Path application = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
        assertThat(application).as("built by mvn package").exists();
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-jar",
                        application.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        settings.forEach(
                (key, value) -> environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        Process process = builder.start();
        processes.add(process);
        await().atMost(LIMIT).until(() -> {
            assertThat(process.isAlive()).as(() -> tail(log)).isTrue();
            return ready();
        });
        return process;
    }

    private boolean ready() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 4_000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
