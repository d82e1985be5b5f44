package dev.steerstream.e2e;

import dev.steerstream.local.Database;
import dev.steerstream.local.EmbeddedKafka;
import dev.steerstream.local.EmbeddedPostgres;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.schemas.TopicProvisioner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/**
 * What the way over HTTP, rows and topics costs beside the decoding: a gateway's process, a broker and a database, and an engine that takes no time.
 * Not a test: {@code ops/bench/gateway} runs it and writes what it prints.
 */
class GatewayLoad {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("load.seconds", 12));
    private static final int BACKLOG = Integer.getInteger("load.backlog", 0);
    private static final String BODY = "{\"model\":\"base\",\"max_tokens\":8,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Where is my parcel? It was sent a week ago.\"}]}";

    private static final List<String> STAGES = List.of("storing", "waiting", "decoding", "returning");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServiceProcess gateway;
    private Database database;

    @Test
    void measure() throws Exception {
        Path state = StateFolder.empty("gateway-load");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(state.resolve("kafka"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(state.resolve("postgres"))) {
            database = postgres.database("steerstream");
            Migrations.migrate(database.jdbcUrl(), database.user(), database.password());
            prepare(kafka.bootstrap());
            gateway = new ServiceProcess("gateway", state, environment(kafka.bootstrap()));
            gateway.start();
            try {
                gateway.awaitReady();
                print("setting | sent/s | answered/s | p50 ms | p95 ms | p99 ms");
                try (InstantEngine engine = new InstantEngine(kafka.bootstrap(), database, 2, 500)) {
                    warmUp();
                    paced("100/s, batched engine", 100);
                    paced("1000/s, batched engine", 1000);
                    closed("as fast as 64 clients can, batched engine", 64);
                    closed("as fast as 256 clients can, batched engine", 256);
                }
                try (InstantEngine engine = new InstantEngine(kafka.bootstrap(), database, 8, 1)) {
                    meet();
                    paced("100/s, 8 consumers of one record each", 100);
                    closed("as fast as 64 clients can, 8 consumers of one record each", 64);
                }
                if (BACKLOG > 0) {
                    new BacklogLoad(http, gateway, database, GatewayLoad::print).measure(kafka.bootstrap(), BACKLOG);
                }
            } finally {
                gateway.terminate();
                gateway.awaitEnd();
            }
        }
    }

    private static void prepare(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, "", (short) 1, 1);
            ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, InstantEngine.GROUP);
            admin.incrementalAlterConfigs(Map.of(
                            group,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private Map<String, String> environment(String bootstrap) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("STEERSTREAM_KAFKA_BOOTSTRAP", bootstrap);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        // The backlog is all one tenant's.
        environment.put("STEERSTREAM_GATEWAY_LIMITS_QUEUED", "1000000");
        return environment;
    }

    private static void print(String line) {
        System.out.println("LOAD | " + line);
    }

    private CompletableFuture<Integer> ask(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    /** Until the share group's new members have met; not counted. */
    private void meet() {
        for (int request = 0; request < 40; request++)
            ask("/v1/chat/completions").join();
    }

    /** Until the code is compiled too. */
    private void warmUp() {
        meet();
        Queue<Long> ignored = new ConcurrentLinkedQueue<>();
        run(ignored, 32, Duration.ofSeconds(8));
    }

    /** One every so often, whatever becomes of the ones before: waiting shows in the latency. */
    private void paced(String setting, int rate) {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        Queue<CompletableFuture<?>> all = new ConcurrentLinkedQueue<>();
        Map<String, double[]> before = stages();
        long began = System.nanoTime();
        int requests = (int) (rate * LENGTH.toSeconds());
        for (int request = 0; request < requests; request++) {
            long due = began + request * 1_000_000_000L / rate;
            while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
            all.add(ask("/v1/chat/completions").thenAccept(status -> {
                if (status == 200) nanos.add(System.nanoTime() - due);
            }));
        }
        all.forEach(CompletableFuture::join);
        report(setting, requests, nanos, began);
        Map<String, double[]> after = stages();
        print(setting + ", mean of each stage: "
                + STAGES.stream()
                        .map(stage -> "%s %.1f ms".formatted(stage, mean(before.get(stage), after.get(stage))))
                        .collect(Collectors.joining(", ")));
    }

    /** The gateway's own counts, as operators see them: seconds and requests of each stage. */
    private Map<String, double[]> stages() {
        String metrics = http.sendAsync(
                        HttpRequest.newBuilder(gateway.address().resolve("/q/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        Map<String, double[]> found = new LinkedHashMap<>();
        for (String stage : STAGES) {
            found.put(stage, new double[] {sample(metrics, "sum", stage), sample(metrics, "count", stage)});
        }
        return found;
    }

    private static double sample(String metrics, String part, String stage) {
        String name = "steerstream_gateway_stage_seconds_" + part + "{stage=\"" + stage + "\"}";
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElse(0);
    }

    private static double mean(double[] before, double[] after) {
        return 1000 * (after[0] - before[0]) / (after[1] - before[1]);
    }

    private void closed(String setting, int clients) {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        long began = System.nanoTime();
        int sent = run(nanos, clients, LENGTH);
        report(setting, sent, nanos, began);
    }

    private int run(Queue<Long> nanos, int clients, Duration length) {
        Semaphore room = new Semaphore(clients);
        long end = System.nanoTime() + length.toNanos();
        int sent = 0;
        while (System.nanoTime() < end) {
            room.acquireUninterruptibly();
            long begin = System.nanoTime();
            sent++;
            ask("/v1/chat/completions").whenComplete((status, failure) -> {
                if (failure == null && status == 200) nanos.add(System.nanoTime() - begin);
                room.release();
            });
        }
        room.acquireUninterruptibly(clients);
        return sent;
    }

    private static void report(String setting, int sent, Queue<Long> nanos, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Long> sorted = nanos.stream().sorted().toList();
        print("%s | %.0f | %.0f | %.1f | %.1f | %.1f"
                .formatted(
                        setting,
                        sent / seconds,
                        sorted.size() / seconds,
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.95),
                        quantile(sorted, 0.99)));
    }

    private static double quantile(List<Long> sorted, double share) {
        if (sorted.isEmpty()) return Double.NaN;
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()))) / 1e6;
    }
}
