package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two versions of a profile: one on trial beside the other, and past requests decoded again under each. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayAndRampJourney {
    private static final String TASK = "on-trial";
    private static final int PAST = 8;
    private static final Instant BEGAN = Instant.now();

    private static Gateway gateway;

    @BeforeAll
    static void aTaskHasTwoVersions() {
        gateway = LocalPlatform.shared().gateway();
        Adaptations adaptations = new Adaptations(gateway);
        adaptations.seal("trial-tickets", "first", TicketRows.rows(96));
        adaptations.start(TASK, "on-trial-1", "trial-tickets", Map.of("max_steps", 2));
        adaptations.awaitSuccess("on-trial-1");
        adaptations.start(TASK, "on-trial-2", "trial-tickets", Map.of("max_steps", 8, "learning_rate", 1e-3));
        adaptations.awaitSuccess("on-trial-2");
        for (int i = 0; i < PAST; i++) generate("past-" + i, row(i), Map.of());
    }

    @Test
    @Order(1)
    void underTheVersionThatAnsweredNothingChanges() {
        JsonNode report = replay("same", 2, Map.of());
        assertThat(report.path("compared").asInt()).isEqualTo(PAST);
        assertThat(report.path("changed").asInt()).as(report.toString()).isZero();
        assertThat(report.path("originals_not_deterministic").asInt()).isZero();
        assertThat(report.path("references").path("n").asInt()).isEqualTo(PAST);
        assertThat(report.path("references").path("sources").path("dataset").asInt())
                .isEqualTo(PAST);
        assertThat(report.path("notes").toString()).contains("trained or calibrated on");
    }

    @Test
    @Order(2)
    void aReplayUnderTheOtherVersionSurvivesTheDeathOfItsGateway() {
        Gateway.Answer accepted = gateway.post("/v1/tasks/" + TASK + "/replays", ask("other", 1, Map.of()));
        assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
        LocalPlatform.shared().service("gateway").kill();
        LocalPlatform.shared().service("gateway").start();
        LocalPlatform.shared().service("gateway").awaitReady();
        gateway = LocalPlatform.shared().gateway();

        JsonNode ended = ended("other");
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("succeeded");
        JsonNode report = ended.path("report");
        assertThat(report.path("compared").asInt()).isEqualTo(PAST);
        assertThat(report.path("changed").asInt()).as(report.toString()).isPositive();
        assertThat(report.path("first_differing_token").path("known").asInt())
                .isEqualTo(report.path("changed").asInt());
        assertThat(LocalPlatform.shared().count("select count(*) from generation where replay = 'other'"))
                .isEqualTo(PAST);
        JsonNode repeated =
                gateway.get("/v1/generations/past-0").body().path("result").path("receipt");
        assertThat(repeated.path("profile_version").asInt()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void aRampIsComparedLiveAndRolledBackByOneEvent() {
        commanded("/ramp", Map.of("version", 1, "share", 0.999999));
        JsonNode ramped = generate("ramped-1", row(0), Map.of()).path("receipt");
        assertThat(ramped.path("profile_version").asInt()).isEqualTo(1);
        assertThat(ramped.path("ramp").path("arm").asText()).isEqualTo("ramped");
        assertThat(generate("asked-2", row(0), Map.of("profile_version", 2))
                        .path("receipt")
                        .has("ramp"))
                .isFalse();

        JsonNode ramp = gateway.get("/v1/tasks/" + TASK + "/ramp").body();
        assertThat(ramp.path("state").asText()).isEqualTo("running");
        assertThat(ramp.path("requests").path("ramped").asInt()).isEqualTo(1);

        commanded("/promote", Map.of("version", 2));
        JsonNode after = generate("rolled-back", row(0), Map.of()).path("receipt");
        assertThat(after.path("profile_version").asInt()).isEqualTo(2);
        assertThat(after.has("ramp")).isFalse();
        assertThat(gateway.get("/v1/tasks/" + TASK + "/ramp")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("stopped");
    }

    private static void commanded(String verb, Map<String, Object> body) {
        Gateway.Answer answer = gateway.post("/v1/tasks/" + TASK + verb, body);
        assertThat(answer.body().path("outcome").asText())
                .as(answer.body().toString())
                .isEqualTo("applied");
    }

    private static JsonNode replay(String id, int version, Map<String, Object> more) {
        Gateway.Answer answer = gateway.post("/v1/tasks/" + TASK + "/replays", ask(id, version, more));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        JsonNode ended = ended(id);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("succeeded");
        return ended.path("report");
    }

    private static Map<String, Object> ask(String id, int version, Map<String, Object> more) {
        Map<String, Object> ask = new HashMap<>(more);
        ask.put("id", id);
        ask.put("profile_version", version);
        ask.put("since", BEGAN.toString());
        return ask;
    }

    private static JsonNode ended(String replay) {
        return await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> gateway.get("/v1/tasks/" + TASK + "/replays/" + replay)
                                .body(),
                        body -> body.hasNonNull("ended_at"));
    }

    private static String row(int number) {
        return (String) TicketRows.rows(96).get(number).get("prompt");
    }

    private static JsonNode generate(String id, String prompt, Map<String, Object> steering) {
        Gateway.Answer answer = gateway.postAndWait(
                "/v1/generations",
                Map.of(
                        "id",
                        id,
                        "task",
                        TASK,
                        "messages",
                        List.of(Map.of("role", "user", "content", prompt)),
                        "sampling",
                        Map.of("max_tokens", 24, "temperature", 0.7),
                        "steering",
                        steering,
                        "deterministic",
                        true),
                Duration.ofSeconds(90));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }
}
