package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.e2e.seen.Exposition;
import dev.steerstream.e2e.seen.ObservedMetrics;
import dev.steerstream.e2e.seen.SpanCollector.Seen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows in, answers out: the main job through the gateway, and what must have no second effect. */
class MainJobJourney {

    private static final String TASK = "main-job";

    private static Gateway gateway;
    private static Adaptations adaptations;
    private static JsonNode adapted;

    @BeforeAll
    static void aTaskIsAdapted() {
        gateway = LocalPlatform.shared().gateway();
        adaptations = new Adaptations(gateway);
        adaptations.seal("tickets", "first", TicketRows.rows(96));
        adaptations.start(TASK, "main-job-1", "tickets", Map.of());
        adapted = adaptations.awaitSuccess("main-job-1");
    }

    @Test
    void theProfileCarriesASignedStrengthWithItsInterval() {
        JsonNode profile = gateway.get("/v1/tasks/" + TASK).body().path("profile");
        assertThat(profile.path("adapter_digest").asText()).matches("[0-9a-f]{64}");
        assertThat(profile.path("strength").asDouble())
                .isBetween(
                        profile.path("strength_low").asDouble(),
                        profile.path("strength_high").asDouble());
        JsonNode heldOut = profile.path("report").path("held_out");
        assertThat(heldOut.path("rows").asInt()).isEqualTo(24);
        assertThat(heldOut.path("loss_full").path("warm").asDouble())
                .as("a warm start lowers the loss")
                .isLessThan(heldOut.path("loss_full").path("base").asDouble());
        assertThat(profile.path("report").path("estimators").size()).isEqualTo(7);
    }

    @Test
    void oneTraceLinksTheRequestForTheAdaptationToItsProfile() {
        List<Seen> spans = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> LocalPlatform.shared().spans().with("steerstream.adaptation", "main-job-1"),
                        seen -> seen.stream().anyMatch(span -> span.name().equals("extraction")));
        Map<String, Seen> named = new HashMap<>();
        spans.forEach(span -> named.putIfAbsent(span.name(), span));
        Seen command = named.get("adaptation_command");
        assertThat(named.get("warm_start").parent()).isEqualTo(command.span());
        assertThat(named.get("warm_start").service()).isEqualTo("steerstream-trainer");
        assertThat(named.get("extraction").parent())
                .isEqualTo(named.get("warm_start").span());
        assertThat(named.get("extraction").service()).isEqualTo("steerstream-extractor");
        assertThat(LocalPlatform.shared().spans().of(command.trace()))
                .filteredOn(span -> span.span().equals(command.parent()))
                .extracting(Seen::name)
                .containsExactly("POST /v1/tasks/{task}/adaptations");
    }

    @Test
    void everyModeAnswersWithAReceipt() {
        for (String mode : List.of("base", "warm", "steered")) {
            JsonNode result = generate("answer-" + mode, Map.of("mode", mode));
            assertThat(result.path("state").asText()).as(result.toString()).isEqualTo("succeeded");
            JsonNode receipt = result.path("receipt");
            assertThat(receipt.path("mode").asText()).isEqualTo(mode);
            assertThat(receipt.path("model_digest").asText()).matches("[0-9a-f]{64}");
            assertThat(receipt.has("adapter_digest")).isEqualTo(!mode.equals("base"));
            assertThat(receipt.has("strength_applied")).isEqualTo(mode.equals("steered"));
        }
    }

    @Test
    void strengthZeroIsWarmUnderGreedyDecoding() {
        String warm = text(generate("zero-warm", Map.of("mode", "warm")));
        String zero = text(generate("zero-steered", Map.of("mode", "steered", "strength", 0.0)));
        assertThat(zero).isEqualTo(warm);
    }

    @Test
    void aRepeatedRequestHasNoSecondEffectAndOtherContentIsRefusedByName() {
        JsonNode first = generate("twice", Map.of("mode", "steered"));
        JsonNode again = generate("twice", Map.of("mode", "steered"));
        assertThat(again).isEqualTo(first);
        Gateway.Answer other = gateway.post("/v1/generations", request("twice", Map.of("mode", "warm")));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("detail").asText()).contains("twice");
        assertThat(LocalPlatform.shared().count("select count(*) from generation where request = 'twice'"))
                .isEqualTo(1);
    }

    @Test
    void aRepeatedAdaptationHasNoSecondEffect() {
        adaptations.start(TASK, "main-job-1", "tickets", Map.of());
        assertThat(adaptations.awaitSuccess("main-job-1").path("adapter_digest"))
                .isEqualTo(adapted.path("adapter_digest"));
        // Another journey may have trained the same adapter on this platform before: it is stored once, by its digest.
        assertThat(LocalPlatform.shared()
                        .count("select count(*) from adapter where digest = '"
                                + adapted.path("adapter_digest").asText() + "'"))
                .isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameAdapterDigest() {
        adaptations.start(TASK, "main-job-again", "tickets", Map.of());
        assertThat(adaptations.awaitSuccess("main-job-again").path("adapter_digest"))
                .isEqualTo(adapted.path("adapter_digest"));
    }

    @Test
    void whatDashboardAndAlertsAskForIsExposed() {
        generate("observed", Map.of("mode", "steered"));
        // A record of no dataset is set aside, so that there is a reason to show.
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", LocalPlatform.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("dataset-submissions", "{}".getBytes(StandardCharsets.UTF_8)));
        }
        ObservedMetrics asked = new ObservedMetrics();
        assertThat(asked.size()).isGreaterThan(50);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Exposition exposed = new Exposition();
            LocalPlatform.shared().services().values().forEach(service -> exposed.scrape(service.address()));
            assertThat(asked.missing(exposed)).isEmpty();
        });
    }

    @Test
    void aRequestThatCannotBeServedSaysWhy() {
        Gateway.Answer unknown = gateway.post(
                "/v1/generations",
                Map.of("task", "nobody-knows-it", "messages", List.of(Map.of("role", "user", "content", "hello"))));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("detail").asText()).contains("nobody-knows-it");

        JsonNode tooLong = gateway.postAndWait(
                        "/v1/generations",
                        Map.of(
                                "id",
                                "too-long",
                                "prompt",
                                "word ".repeat(100),
                                "sampling",
                                Map.of("max_tokens", 8_000)),
                        Duration.ofSeconds(60))
                .body();
        assertThat(tooLong.path("state").asText()).as(tooLong.toString()).isEqualTo("failed");
        assertThat(tooLong.path("failure").path("message").asText()).contains("8000");
        assertThat(tooLong.path("failure").path("advice").asText()).isNotBlank();
    }

    private static Map<String, Object> request(String id, Map<String, Object> steering) {
        return Map.of(
                "id", id,
                "task", TASK,
                "messages", List.of(Map.of("role", "user", "content", "Ticket 7: my router is late.")),
                "sampling", Map.of("max_tokens", 24),
                "steering", steering);
    }

    private static JsonNode generate(String id, Map<String, Object> steering) {
        Gateway.Answer answer = gateway.postAndWait("/v1/generations", request(id, steering), Duration.ofSeconds(90));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    private static String text(JsonNode result) {
        return result.path("choices").path(0).path("text").asText();
    }
}
