package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** kill -9 of real processes in the middle of real work. Started again, as an orchestrator would, nothing is lost and nothing happens twice. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NothingLostJourney {

    private static LocalPlatform platform;
    private static Gateway gateway;
    private static Adaptations adaptations;
    private static Topics topics;

    @BeforeAll
    static void aDatasetIsSealed() {
        platform = LocalPlatform.shared();
        gateway = platform.gateway();
        adaptations = new Adaptations(gateway);
        topics = new Topics(platform.bootstrapServers());
        adaptations.seal("killed", "first", TicketRows.rows(96));
    }

    @Test
    @Order(1)
    void aKilledTrainerIsResumedFromItsCheckpointWithTheSameDigest() {
        Map<String, Object> warmStart = Map.of("max_steps", 24, "checkpoint_every_steps", 4);
        adaptations.start("killed-trainer", "uninterrupted", "killed", warmStart);
        String digest =
                adaptations.awaitSuccess("uninterrupted").path("adapter_digest").asText();

        adaptations.start("killed-trainer", "interrupted", "killed", warmStart);
        adaptations.awaitStep("interrupted", 9);
        platform.service("trainer").kill();
        platform.service("trainer").start();
        JsonNode ended = adaptations.awaitSuccess("interrupted");

        assertThat(ended.path("adapter_digest").asText()).isEqualTo(digest);
        assertThat(platform.count("select attempt from job where adaptation = 'interrupted' and kind = 'warm_start'"))
                .isGreaterThan(1);
        assertThat(platform.count("select count(*) from adapter where digest = '" + digest + "'"))
                .isEqualTo(1);
    }

    @Test
    @Order(2)
    void aKilledDecoderLeavesExactlyOneResultForEachOfFiftyRequests() {
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            String id = "fifty-" + number;
            Gateway.Answer answer = gateway.post(
                    "/v1/generations",
                    Map.of(
                            "id",
                            id,
                            "task",
                            "killed-trainer",
                            "messages",
                            List.of(Map.of("role", "user", "content", "Ticket " + number + ": my parcel is late.")),
                            "sampling",
                            Map.of("max_tokens", 40, "temperature", 0.8)));
            assertThat(answer.status()).isEqualTo(202);
            ids.add(id);
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> ended() >= 5);
        platform.service("decoder").kill();
        platform.service("decoder").start();
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> ended() == 50);

        for (String id : ids) {
            JsonNode generation = gateway.get("/v1/generations/" + id).body();
            assertThat(generation.path("state").asText())
                    .as(generation.toString())
                    .isEqualTo("succeeded");
        }
        // The topic may repeat a result, but only with the same bytes.
        Map<String, Set<String>> published = topics.resultsByRequest();
        assertThat(published.keySet()).containsAll(ids);
        assertThat(published.entrySet())
                .filteredOn(entry -> entry.getKey().startsWith("fifty-"))
                .allSatisfy(entry -> assertThat(entry.getValue()).hasSize(1));
    }

    private static long ended() {
        return platform.count("select count(*) from generation where request like 'fifty-%' and ended_at is not null");
    }

    @Test
    @Order(3)
    void aKilledIngestWritesOneSealWithTheRightCount() {
        List<Map<String, Object>> rows = TicketRows.rows(4_000);
        Thread killer = new Thread(() -> {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> topics.end("dataset-submissions") > 1_000);
            platform.service("ingest").kill();
            platform.service("ingest").start();
        });
        killer.start();
        assertThat(gateway.publish("big", "first", rows).status()).isEqualTo(202);
        JsonNode sealed = adaptations.awaitSubmission("big", "first", "sealed");
        join(killer);

        assertThat(sealed.path("rows").asLong()).isEqualTo(4_000);
        List<ConsumerRecord<String, byte[]>> big = topics.read("dataset-rows").stream()
                .filter(record -> record.key().equals("default/big"))
                .toList();
        List<JsonNode> bodies =
                big.stream().map(record -> Topics.json(record.value())).toList();
        List<JsonNode> seals =
                bodies.stream().filter(body -> body.has("sha256")).toList();
        assertThat(seals).hasSize(1);
        assertThat(seals.get(0).path("rows").asLong()).isEqualTo(4_000);
        assertThat(seals.get(0).path("sha256")).isEqualTo(sealed.path("sha256"));
        assertThat(bodies.stream()
                        .filter(body -> !body.has("sha256"))
                        .map(body -> body.path("row").asLong())
                        .toList())
                .hasSize(4_000)
                .doesNotHaveDuplicates();
    }

    @Test
    @Order(4)
    void aRestartedBrokerDuringTrainingAndGenerationHurtsNothing() {
        adaptations.start("restarted-broker", "broker", "killed", Map.of("max_steps", 30));
        adaptations.awaitStep("broker", 3);
        for (int number = 0; number < 8; number++) {
            gateway.post(
                    "/v1/generations",
                    Map.of(
                            "id",
                            "broker-" + number,
                            "task",
                            "killed-trainer",
                            "messages",
                            List.of(Map.of("role", "user", "content", "Ticket " + number + ": my order came twice.")),
                            "sampling",
                            Map.of("max_tokens", 32)));
        }
        platform.restartBroker();

        assertThat(adaptations.awaitSuccess("broker").path("adapter_digest").asText())
                .matches("[0-9a-f]{64}");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> platform.count(
                                "select count(*) from generation where request like 'broker-%' and state = 'succeeded'")
                        == 8);
        for (String service : List.of("ingest", "trainer", "extractor", "decoder", "gateway", "tracker")) {
            assertThat(platform.service(service).alive())
                    .as("%s lived through it", service)
                    .isTrue();
            assertThat(platform.service(service).health("live"))
                    .as("liveness of %s", service)
                    .isEqualTo(200);
        }
        assertThat(platform.count("select attempt from job where adaptation = 'broker' and kind = 'warm_start'"))
                .isEqualTo(1);
    }

    @Test
    @Order(5)
    void withoutDatabaseOrBrokerNoServiceIsReadyAndEachIsAlive() {
        platform.withoutDatabase(NothingLostJourney::aliveAndNotReady);
        awaitReady();
        platform.withoutBroker(NothingLostJourney::aliveAndNotReady);
        awaitReady();
    }

    private static void aliveAndNotReady() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> platform.service("gateway").health("ready") == 503);
        platform.services()
                .forEach((name, service) ->
                        assertThat(service.health("live")).as(name).isEqualTo(200));
    }

    private static void awaitReady() {
        platform.services().values().forEach(ServiceProcess::awaitReady);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
