package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Replays through the door, with a stand-in for the decoders that answers what lies with them. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class ReplaysIT {
    private static final Instant NOW = Instant.now();

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private String tenant;
    private Door door;
    private PastRequests past;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "r" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        past = new PastRequests(database, tenant);
        past.task("tickets");
    }

    /** Six requests of the window, of which the last two are about the same; then what is not repeated. */
    private void sixRequests() {
        for (int i = 0; i < 6; i++) {
            past.answered(
                    "past-" + i,
                    "tickets",
                    NOW.minusSeconds(600 - i),
                    i < 5 ? "prompt " + i : "prompt 4",
                    "the answer " + i,
                    i == 0 ? "the answer 0" : null);
        }
        past.answered("too-early", "tickets", NOW.minusSeconds(7_200), "prompt 0", "x", null);
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into generation (tenant, request, content_hash, task, state, body, deadline, created_at)"
                            + " values (?, 'open', repeat('a', 64), 'tickets', 'queued', '{}', now() + interval '1 hour', ?)",
                    tenant,
                    NOW.minusSeconds(300).atOffset(java.time.ZoneOffset.UTC));
            handle.execute(
                    "insert into generation_removed values (?, 'tickets', date_trunc('hour', ?::timestamptz), 3)",
                    tenant,
                    NOW.minusSeconds(600).atOffset(java.time.ZoneOffset.UTC));
        });
    }

    private JsonNode start(String more) {
        Door.Answer answer = door.post(
                "/v1/tasks/tickets/replays",
                "{\"profile_version\":1,\"since\":\"" + NOW.minusSeconds(3_600) + "\"" + more + "}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        return answer.body();
    }

    private JsonNode ended(String replay) {
        await().atMost(Duration.ofSeconds(60)).until(() -> read(replay).hasNonNull("ended_at"));
        return read(replay);
    }

    private JsonNode read(String replay) {
        return door.get("/v1/tasks/tickets/replays/" + replay).body();
    }

    /** Answers the replay's requests as they come, until it is closed. */
    private AutoCloseable decoders(UnaryOperator<String> answer) {
        AtomicBoolean closed = new AtomicBoolean();
        CompletableFuture<Void> working = CompletableFuture.runAsync(() -> {
            while (!closed.get()) {
                List<GenerationRequest> queued = database.read(handle -> handle.createQuery(
                                "select body::text from generation where tenant = :tenant and replay is not null and state = 'queued'")
                        .bind("tenant", tenant)
                        .mapTo(String.class)
                        .map(body -> Contracts.read(
                                GenerationRequest.class, body.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .list());
                for (GenerationRequest request : queued) {
                    past.end(
                            request.id(),
                            "tickets",
                            answer.apply(request.replay().request()),
                            1,
                            true);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        });
        return () -> {
            closed.set(true);
            working.join();
        };
    }

    @Test
    void pastRequestsAreDecodedAgainAndTheReportSaysWhatChanged() throws Exception {
        sixRequests();
        String replay;
        JsonNode ended;
        try (AutoCloseable decoders = decoders(original -> original.endsWith("0")
                ? "the wrong answer"
                : original.endsWith("4")
                        ? "right"
                        : original.endsWith("5") ? "the answer no" : "the answer " + original.substring(5))) {
            replay = start(",\"references\":[{\"prompt\":\" prompt 4 \",\"reference\":\"right\"},"
                            + "{\"request\":\"past-5\",\"reference\":\"the answer 5\"}]")
                    .path("replay")
                    .asText();
            ended = ended(replay);
        }

        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("succeeded");
        JsonNode report = ended.path("report");
        assertThat(report.path("compared").asInt()).isEqualTo(6);
        assertThat(report.path("changed").asInt()).isEqualTo(3);
        assertThat(report.path("unchanged").asInt()).isEqualTo(3);
        assertThat(report.path("changed_share").path("value").asDouble()).isEqualTo(0.5);
        assertThat(report.path("changed_share").path("low").asDouble()).isBetween(0.0, 0.5);
        assertThat(report.path("first_differing_token").path("known").asInt()).isEqualTo(3);
        assertThat(report.path("first_differing_token").path("at_start").asInt())
                .isEqualTo(1);
        assertThat(report.path("first_differing_token").path("median").asDouble())
                .isEqualTo(1);
        assertThat(report.path("originals_not_deterministic").asInt()).isEqualTo(6);
        assertThat(report.path("original_versions").path("2").asInt()).isEqualTo(6);
        assertThat(report.path("removed").asInt()).isEqualTo(3);
        assertThat(report.path("unanswered").asInt()).isEqualTo(1);
        assertThat(report.path("beyond").asInt()).isZero();
        JsonNode references = report.path("references");
        assertThat(references.path("n").asInt()).isEqualTo(3);
        assertThat(references.path("sources").toString()).isEqualTo("{\"file\":2,\"request\":1}");
        assertThat(references.path("wins").asInt()).isEqualTo(1);
        assertThat(references.path("losses").asInt()).isEqualTo(2);
        assertThat(references.path("exact_match_before").asDouble()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(references.path("p_value").asDouble()).isEqualTo(1);

        JsonNode changed = door.get("/v1/tasks/tickets/replays/" + replay + "/items?changed=true")
                .body()
                .path("items");
        assertThat(changed.findValuesAsText("original")).containsExactly("past-0", "past-4", "past-5");
        assertThat(changed.get(0).path("before").asText()).isEqualTo("the answer 0");
        assertThat(changed.get(0).path("after").asText()).isEqualTo("the wrong answer");
        assertThat(changed.get(2)
                        .path("comparison")
                        .path("first_differing_token")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aReplaysRequestsGoBehindLiveOnesWithTheSameSeedAndSayWhatTheyRepeat() throws Exception {
        sixRequests();
        try (AutoCloseable decoders = decoders(original -> "again")) {
            String replay =
                    start(",\"id\":\"nightly\",\"limit\":2").path("replay").asText();
            assertThat(ended(replay).path("report").path("beyond").asInt()).isEqualTo(4);
            assertThat(start(",\"id\":\"nightly\",\"limit\":2").path("state").asText())
                    .isEqualTo("succeeded");
        }

        List<GenerationRequest> published = new Log(bootstrap, prefix)
                        .read(
                                Topic.GENERATION_REQUESTS_BATCH,
                                2,
                                message -> tenant.equals(Log.header(message, "ce_tenant")))
                        .stream()
                        .map(message -> Contracts.read(GenerationRequest.class, message.value()))
                        .toList();
        assertThat(published)
                .extracting(GenerationRequest::replay)
                .containsExactlyInAnyOrder(
                        new ReplayReference("nightly", "past-4"), new ReplayReference("nightly", "past-5"));
        assertThat(published).allSatisfy(request -> {
            assertThat(request.deterministic()).isTrue();
            assertThat(request.sampling().seed()).isEqualTo(4711);
            assertThat(request.sampling().temperature()).isEqualTo(0.7);
            assertThat(request.steering().profileVersion()).isEqualTo(1);
            assertThat(request.steering().strength()).isEqualTo(-0.5);
            assertThat(request.stream()).isNull();
            assertThat(request.instance()).isNull();
        });
        assertThat(door.post(
                                "/v1/tasks/tickets/replays",
                                "{\"id\":\"nightly\",\"profile_version\":2,\"since\":\"" + NOW.minusSeconds(60) + "\"}")
                        .code())
                .isEqualTo("CONFLICT");
    }

    @Test
    void aReplayGoesOnWhereAnotherGatewayLeftIt() throws Exception {
        sixRequests();
        String replay = start("").path("replay").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> read(replay).path("counts").path("asked").asInt() == 6);
        // As after a gateway that took it and died: a higher fence, a lease that has run out.
        database.useTransaction(handle -> handle.execute(
                "update replay set fence = fence + 1, lease_owner = 'dead', lease_expires_at = now() - interval '1 second'"
                        + " where tenant = ?",
                tenant));
        try (AutoCloseable decoders = decoders(original -> "again")) {
            assertThat(ended(replay).path("report").path("changed").asInt()).isEqualTo(6);
        }
        long asked = database.read(handle -> handle.createQuery(
                        "select count(*) from generation where tenant = :tenant and replay is not null")
                .bind("tenant", tenant)
                .mapTo(Long.class)
                .one());
        assertThat(asked).isEqualTo(6);
    }

    @Test
    void aCancelledReplayTakesItsRequestsBackAndReportsWhatItHas() {
        sixRequests();
        String replay = start("").path("replay").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> read(replay).path("counts").path("asked").asInt() == 6);

        assertThat(door.post("/v1/tasks/tickets/replays/" + replay + "/cancel", "")
                        .status())
                .isEqualTo(202);

        JsonNode ended = ended(replay);
        assertThat(ended.path("state").asText()).isEqualTo("cancelled");
        assertThat(ended.path("report").path("compared").asInt()).isZero();
        List<String> states = database.read(handle -> handle.createQuery(
                        "select distinct state from generation where tenant = :tenant and replay is not null")
                .bind("tenant", tenant)
                .mapTo(String.class)
                .list());
        assertThat(states).containsExactly("cancelled");
    }

    @Test
    void whatCannotBeReplayedIsRefusedByName() {
        assertThat(door.post("/v1/tasks/tickets/replays", "{\"profile_version\":1}")
                        .code())
                .isEqualTo("INVALID_VALUE");
        assertThat(door.post(
                                "/v1/tasks/tickets/replays",
                                "{\"profile_version\":9,\"since\":\"" + NOW.minusSeconds(9) + "\"}")
                        .code())
                .isEqualTo("UNKNOWN_PROFILE");
        assertThat(door.post(
                                "/v1/tasks/tickets/replays",
                                "{\"profile_version\":1,\"since\":\"" + NOW.minusSeconds(9)
                                        + "\",\"references\":[{\"reference\":\"x\"}]}")
                        .detail())
                .contains("references/0");
        assertThat(door.get("/v1/tasks/tickets/replays/none").code()).isEqualTo("UNKNOWN_REPLAY");
        assertThat(new Door(base, "other")
                        .get("/v1/tasks/tickets/replays")
                        .body()
                        .path("items")
                        .size())
                .isZero();
    }
}
