package dev.steerstream.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The whole tracker on a real broker and a real database, through its doors for programs. */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
class TrackerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private Door door;
    private Story story;

    /** Each test is a tenant of its own. */
    @BeforeEach
    void begin(TestInfo test) {
        String tenant = "t" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        story = new Story(database, bootstrap, prefix, tenant);
        await().atMost(PATIENCE).until(() -> door.get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void end() {
        story.close();
    }

    @Test
    void requestsOfATaskAreCountedOnceWithTheirLatencies() {
        story.adaptation("triage", "a1", "succeeded", null);
        story.profile("triage", 1, "a1", -1.25, 2.26, 0.98, 0.75);
        GenerationResult repeated = Events.succeeded("r0", "triage", Instant.now(), 1_500);
        story.result(repeated);
        for (int request = 1; request < 20; request++) {
            story.result(Events.succeeded("r" + request, "triage", Instant.now(), 1_500));
        }
        story.result(Events.failed("f1", "triage", Instant.now()));
        story.publish(Topic.GENERATION_RESULTS, "r0", repeated);
        story.result(Events.succeeded("base", null, Instant.now(), 500));

        await().atMost(PATIENCE)
                .until(() -> door.json("/v1/tracker/requests")
                                .at("/recent/counts/succeeded")
                                .asLong()
                        == 21);
        JsonNode task = door.json("/v1/tracker/tasks").at("/items/0");
        assertThat(task.path("task").asText()).isEqualTo("triage");
        assertThat(task.at("/requests/counts/succeeded").asLong()).isEqualTo(20);
        assertThat(task.at("/requests/counts/failed").asLong()).isEqualTo(1);
        assertThat(task.at("/requests/counts/tokens").asLong()).isEqualTo(400);
        assertThat(task.at("/requests/queue/p50").asDouble()).isCloseTo(0.1, within(0.001));
        assertThat(task.at("/requests/first_token/p95").asDouble()).isCloseTo(0.3, within(0.003));
        assertThat(task.at("/requests/whole/p99").asDouble()).isCloseTo(1.5, within(0.015));
        assertThat(task.at("/requests/tokens_per_second").asDouble()).isBetween(400 / 300.0, 400 / 290.0);
        assertThat(task.at("/profile/held_out/steered").asDouble()).isEqualTo(0.75);
        assertThat(task.at("/profile/strength").asDouble()).isEqualTo(-1.25);
        assertThat(door.json("/v1/tracker/requests?base=true")
                        .at("/recent/counts/succeeded")
                        .asLong())
                .isEqualTo(1);
        assertThat(door.json("/v1/tracker/requests").path("minutes")).hasSize(60);
        assertThat(door.get("/v1/tracker/requests.csv?task=triage").body())
                .startsWith("minute,succeeded,failed,cancelled,answer_tokens,changed_tokens,fallbacks\r\n")
                .hasLineCount(61);
        assertThat(door.get("/v1/tracker/tasks.csv").body()).contains("triage,active,1,-1.25,");
        assertThat(door.json("/v1/tracker/generations?task=triage&limit=5").path("items"))
                .hasSize(5);
    }

    @Test
    void progressIsTheEventsAndNotTheHeartbeats() {
        story.adaptation("triage", "a1", "training", Events.training(20, 1));
        assertThat(door.json("/v1/tracker/tasks/triage")
                        .at("/task/adaptation/progress/done")
                        .asLong())
                .isEqualTo(20);
        story.event(Events.progress("triage", "a1", 2, Events.training(120, 1), Instant.now()));
        story.event(Events.progress("triage", "a1", 2, Events.training(90, 1), Instant.now()));

        await().atMost(PATIENCE)
                .until(() -> door.json("/v1/tracker/tasks/triage")
                                .at("/task/adaptation/progress/done")
                                .asLong()
                        == 120);
        assertThat(door.json("/v1/tracker/overview").at("/flow/training").asLong())
                .isEqualTo(1);
        assertThat(door.json("/v1/tracker/adaptations")
                        .at("/items/0/progress/done")
                        .asLong())
                .isEqualTo(120);
    }

    @Test
    void listsComeInPagesThatJoinWithoutGapOrRepetition() {
        for (int task = 0; task < 7; task++) story.adaptation("task-" + task, "a" + task, "failed", null);
        JsonNode first = door.json("/v1/tracker/tasks?limit=4");
        JsonNode second = door.json(
                "/v1/tracker/tasks?limit=4&after=" + first.path("next").asText());
        assertThat(first.path("items").findValuesAsText("task")).contains("task-0", "task-3");
        assertThat(second.path("items")).hasSize(3);
        assertThat(second.has("next")).isFalse();

        JsonNode newest = door.json("/v1/tracker/adaptations?limit=3");
        JsonNode older = door.json(
                "/v1/tracker/adaptations?limit=100&after=" + newest.path("next").asText());
        assertThat(newest.path("items").findValuesAsText("adaptation")).containsExactly("a6", "a5", "a4");
        assertThat(older.path("items").findValuesAsText("adaptation")).containsExactly("a3", "a2", "a1", "a0");
    }

    @Test
    void theFeedIsReplayedAfterTheLastEventIdAndThenLive() {
        story.event(Events.adaptation("triage", "a1", 1, AdaptationEvent.Type.QUEUED, Instant.now()));
        story.event(Events.adaptation("triage", "a1", 2, AdaptationEvent.Type.STARTED, Instant.now()));
        story.event(Events.adaptation("triage", "a1", 2, AdaptationEvent.Type.STARTED, Instant.now()));
        await().atMost(PATIENCE).until(() -> door.json("/v1/tracker/feed").size() == 2);

        try (Door.Listening all = door.new Listening("/events?last=0");
                Door.Listening missedOne = door.new Listening("/events", "Last-Event-ID", "1");
                Door.Listening fromNow = door.new Listening("/events")) {
            await().atMost(PATIENCE).until(() -> all.received().contains("\"started\""));
            await().atMost(PATIENCE).until(() -> missedOne.received().contains("\"started\""));
            await().atMost(PATIENCE).until(() -> fromNow.received().contains("still here"));
            story.event(Events.adaptation("triage", "a1", 3, AdaptationEvent.Type.TRAINED, Instant.now()));
            for (Door.Listening each : List.of(all, missedOne, fromNow)) {
                await().atMost(PATIENCE).until(() -> each.received().contains("\"trained\""));
            }
            assertThat(all.received()).contains("id:1", "id:2", "id:3").containsOnlyOnce("\"queued\"");
            assertThat(all.received()).containsOnlyOnce("\"started\"");
            assertThat(missedOne.received()).doesNotContain("\"queued\"");
            assertThat(fromNow.received()).doesNotContain("\"queued\"").doesNotContain("\"started\"");
        }
    }

    @Test
    void whoComesBackGetsAllThatIsKeptAndHearsOfWhatIsNot() {
        Instant now = Instant.now();
        for (int number = 1; number <= 400; number++) {
            story.later(Topic.GENERATION_RESULTS, "r" + number, Events.succeeded("r" + number, "triage", now, 500));
        }
        story.flush();
        await().atMost(PATIENCE)
                .until(() -> door.json("/v1/tracker/feed?limit=1")
                                .path(0)
                                .path("number")
                                .asInt()
                        == 400);
        try (Door.Listening recent = door.new Listening("/events", "Last-Event-ID", "200");
                Door.Listening old = door.new Listening("/events", "Last-Event-ID", "100")) {
            await().atMost(PATIENCE)
                    .until(() -> recent.received().contains("id:400\n")
                            && old.received().contains("id:400\n"));
            assertThat(recent.received()).doesNotContain("event:gap");
            for (int number = 201; number <= 400; number++) {
                assertThat(recent.received()).containsOnlyOnce("id:" + number + "\n");
            }
            // The feed keeps the newest 256 requests: 145 to 400.
            assertThat(old.received()).contains("event:gap", "{\"missed\":44}", "id:145\n");
        }
    }

    @Test
    void aDatasetsPageShowsTheFirstRowsThatLieOnTheLogAndSaysWhereNoneDo() {
        story.dataset("tickets", "s1", "sealed");
        story.dataset("old", "s1", "sealed");
        story.rows("tickets", "s1", 7);
        story.framed("tickets", "s1");

        await().atMost(PATIENCE)
                .until(() -> door.get("/datasets/tickets").body().contains("Parcel 4 has not arrived."));
        assertThat(door.get("/datasets/tickets").body())
                .contains("Row 0, train", "Row 4, held out")
                .contains(
                        "With the chat template, 41 tokens",
                        "&lt;|im_start|&gt;user",
                        "Dashed: its sequence length, 512 tokens")
                .doesNotContain("Parcel 5");
        assertThat(door.get("/datasets/old").body())
                .contains("their retention has passed")
                .doesNotContain("With the chat template,");
        assertThat(door.get("/v1/tracker/datasets/tickets/s1/tokens.csv").body())
                .contains("128,520");
    }

    @Test
    void errorsAreProblemsForProgramsAndPagesForPeople() {
        HttpResponse<String> unknown = door.get("/v1/tracker/tasks/nowhere");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(unknown.body()).contains("UNKNOWN_TASK").contains("nowhere").contains("advice");
        assertThat(door.get("/v1/tracker/tasks?after=garbage").body()).contains("INVALID_CURSOR");
        assertThat(door.get("/v1/tracker/tasks?limit=0").body()).contains("INVALID_VALUE");
        assertThat(door.get("/v1/tracker/nothing").body()).contains("UNKNOWN_PATH");
        assertThat(door.get("/events?last=x").body()).contains("INVALID_VALUE");
        assertThat(new Door(base, "No Tenant").get("/v1/tracker/tasks").body()).contains("INVALID_ID");
        HttpResponse<String> page = door.get("/tasks/%3Cscript%3E");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("UNKNOWN_TASK").doesNotContain("<script>");
    }

    @Test
    void pagesAllowOnlyOurOwnFilesWhichBrowsersKeep() {
        HttpResponse<String> page = door.get("/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.body())
                .doesNotContain(" style=")
                .doesNotContain(" onclick")
                .doesNotContain("<script>");

        String style = page.body().replaceAll("(?s).*href=\"(/assets/tracker.css[^\"]*)\".*", "$1");
        HttpResponse<String> first = door.get(style);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(door.get(style, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(door.get("/assets/../application.properties").statusCode()).isEqualTo(404);
    }

    @Test
    void healthNamesItsPartsAndMetricsAreServed() {
        assertThat(door.get("/q/health/live").body())
                .contains("tracker-threads")
                .doesNotContain("database");
        assertThat(door.get("/q/health/started").body()).contains("tracker-started");
        story.result(Events.succeeded("m1", "triage", Instant.now(), 500));
        await().atMost(PATIENCE).until(() -> door.json("/v1/tracker/feed").size() == 1);
        assertThat(door.get("/q/metrics").body())
                .contains("steerstream_tracker_events_total{outcome=\"taken\",topic=\"generation-results\"}")
                .contains("steerstream_tracker_streams")
                .contains("kafka_stream");
    }
}
