package dev.steerstream.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.local.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** So many requests while no decoder runs, whether an operator still sees them, and then their end. */
final class BacklogLoad {
    private static final int CLIENTS = 64;
    private static final int LOOKS = 20;
    private static final String REQUEST = "{\"prompt\":\"Where is my parcel?\",\"sampling\":{\"max_tokens\":8}}";

    private final HttpClient http;
    private final ServiceProcess gateway;
    private final Database database;
    private final Consumer<String> report;

    BacklogLoad(HttpClient http, ServiceProcess gateway, Database database, Consumer<String> report) {
        this.http = http;
        this.gateway = gateway;
        this.database = database;
        this.report = report;
    }

    void measure(String bootstrap, int requests) throws Exception {
        long before = resident();
        long began = System.nanoTime();
        int refused = send(requests);
        double seconds = (System.nanoTime() - began) / 1e9;
        say(
                "%d requests while no decoder runs: %d refused, taken in in %.0f s (%.0f/s); the gateway's memory %d"
                        + " MB before, %d MB after.",
                requests, refused, seconds, requests / seconds, before, resident());
        look("/v1/groups");
        look("/v1/generations/none");
        look("/q/metrics");
        look("/q/health/ready");
        say(
                "Metrics: %s waiting, the oldest for %s s.",
                metric("steerstream_requests{state=\"queued\""),
                metric("steerstream_requests_oldest_age_seconds{state=\"queued\""));
        try (InstantEngine engine = new InstantEngine(bootstrap, database, 2, 500)) {
            long start = System.nanoTime();
            await().atMost(Duration.ofMinutes(1)).until(() -> queued() < requests - refused);
            showGroup();
            await().atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> queued() == 0);
            double drained = (System.nanoTime() - start) / 1e9;
            say(
                    "Answered in %.0f s (%.0f/s); the gateway's memory %d MB.",
                    drained, (requests - refused) / drained, resident());
        }
    }

    private int send(int requests) {
        Semaphore room = new Semaphore(CLIENTS);
        AtomicInteger refused = new AtomicInteger();
        for (int request = 0; request < requests; request++) {
            room.acquireUninterruptibly();
            HttpRequest send = HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/generations"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                    .build();
            http.sendAsync(send, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
                if (failure != null || answer.statusCode() != 202) refused.incrementAndGet();
                room.release();
            });
        }
        room.acquireUninterruptibly(CLIENTS);
        return refused.get();
    }

    private void look(String path) throws Exception {
        long slowest = 0;
        int status = 0;
        for (int look = 0; look < LOOKS; look++) {
            long began = System.nanoTime();
            status = get(path).statusCode();
            slowest = Math.max(slowest, System.nanoTime() - began);
        }
        say("%s answers %d, the slowest of %d in %.0f ms.", path, status, LOOKS, slowest / 1e6);
    }

    private void showGroup() throws Exception {
        JsonNode groups = Gateway.JSON.readTree(get("/v1/groups").body());
        for (JsonNode group : groups.path("items")) {
            if (!group.path("group").asText().equals(InstantEngine.GROUP)) continue;
            double age = group.hasNonNull("oldest")
                    ? Duration.between(Instant.parse(group.path("oldest").asText()), Instant.now())
                                    .toMillis()
                            / 1e3
                    : 0;
            say(
                    "While it is worked off /v1/groups says: lag %d, the oldest record %.0f s old.",
                    group.path("lag").asLong(), age);
        }
    }

    private String metric(String begin) throws Exception {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("nothing");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void say(String format, Object... values) {
        report.accept(String.format(Locale.ROOT, format, values));
    }

    private long queued() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from generation where state = 'queued'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Of the gateway's process. MB. */
    private long resident() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(gateway.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
