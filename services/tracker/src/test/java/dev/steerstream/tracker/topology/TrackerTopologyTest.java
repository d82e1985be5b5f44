package dev.steerstream.tracker.topology;

import static dev.steerstream.tracker.Events.adaptation;
import static dev.steerstream.tracker.Events.cancelled;
import static dev.steerstream.tracker.Events.dataset;
import static dev.steerstream.tracker.Events.deadLetter;
import static dev.steerstream.tracker.Events.evaluation;
import static dev.steerstream.tracker.Events.failed;
import static dev.steerstream.tracker.Events.progress;
import static dev.steerstream.tracker.Events.succeeded;
import static dev.steerstream.tracker.Events.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.ReplayReference;
import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.feed.FeedKeeping;
import dev.steerstream.tracker.feed.FeedRing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as a pure function: events in, state out, without a broker. */
class TrackerTopologyTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path state;

    private final List<Outcome> outcomes = new ArrayList<>();
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "tracker-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                TrackerTopology.build(
                        new TrackerTopology.Settings(
                                "", Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofDays(7)),
                        (topic, outcome) -> outcomes.add(outcome)),
                properties,
                START);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void requestsAreCountedByTerminalStateInTheWindowOfTheirEnd() {
        send(succeeded("r1", "triage", START.minusSeconds(25), 1_000));
        send(succeeded("r2", "triage", START.minusSeconds(24), 2_000));
        send(failed("r3", "triage", START.minusSeconds(21)));
        send(cancelled("r4", "triage", START.minusSeconds(15)));
        send(succeeded("r5", null, START.minusSeconds(15), 1_000));

        Map<WindowKey, RequestWindow> windows = windows();
        RequestWindow first = windows.get(new WindowKey(START.minusSeconds(30), "default", "triage"));
        assertThat(first.counts()).isEqualTo(new RequestWindow.Counts(2, 1, 0, 40, 6, 0));
        assertThat(first.queue().getTotalCount()).isEqualTo(2);
        assertThat(first.queue().getValueAtPercentile(99)).isEqualTo(100);
        assertThat(first.firstToken().getValueAtPercentile(50)).isCloseTo(300, within(3L));
        assertThat(first.whole().getValueAtPercentile(99)).isCloseTo(2_000, within(20L));
        assertThat(windows.get(new WindowKey(START.minusSeconds(20), "default", "triage"))
                        .counts()
                        .cancelled())
                .isEqualTo(1);
        assertThat(windows.get(new WindowKey(START.minusSeconds(20), "default", ""))
                        .counts()
                        .succeeded())
                .isEqualTo(1);
        assertThat(windows).hasSize(3);
    }

    @Test
    void resultsInAnyOrderAreCountedInTheirOwnWindows() {
        send(succeeded("new", "triage", START, 500));
        send(succeeded("old", "triage", START.minus(Duration.ofMinutes(59)), 500));
        send(succeeded("middle", "triage", START.minus(Duration.ofMinutes(30)), 500));

        assertThat(windows().keySet())
                .extracting(WindowKey::start)
                .containsExactlyInAnyOrder(
                        START, START.minus(Duration.ofMinutes(59)), START.minus(Duration.ofMinutes(30)));
    }

    @Test
    void aReplaysResultIsNeitherCountedNorTold() {
        GenerationResult live = succeeded("r-1", "triage", START.minusSeconds(25), 900);
        send(new GenerationResult(
                "replay-1",
                live.task(),
                live.state(),
                live.choices(),
                live.usage(),
                live.receipt(),
                null,
                live.startedAt(),
                live.finishedAt(),
                live.queueSeconds(),
                live.timeToFirstTokenSeconds(),
                null,
                new ReplayReference("nightly", "r-0")));

        assertThat(windows()).isEmpty();
    }

    @Test
    void aRepeatedResultIsCountedAndToldOnce() {
        send(succeeded("r1", "triage", START, 500));
        send(succeeded("r2", "triage", START, 500));
        send(succeeded("r1", "triage", START, 500));
        driver.advanceWallClockTime(Duration.ofMinutes(50));
        send(succeeded("r1", "triage", START, 500));

        assertThat(windows().values().iterator().next().counts().succeeded()).isEqualTo(2);
        assertThat(feed("default")).extracting(FeedEntry::id).containsExactly("r1", "r2");
        assertThat(outcomes).containsExactly(Outcome.TAKEN, Outcome.TAKEN, Outcome.REPEATED, Outcome.REPEATED);
    }

    @Test
    void whatEndedBeforeWindowsAreKeptIsLateAndCountedByNobody() {
        send(succeeded("r1", "triage", START.minus(Duration.ofMinutes(61)), 500));

        assertThat(outcomes).containsExactly(Outcome.LATE);
        assertThat(windows()).isEmpty();
        assertThat(feed("default")).isEmpty();
    }

    @Test
    void aResultFromTheFutureIsLeftOutAndAgesNobody() {
        send(succeeded("now", "triage", START, 500));
        send(succeeded("future", "triage", START.plus(Duration.ofDays(400)), 500));
        send(succeeded("now", "triage", START, 500));
        send(succeeded("older", "triage", START.minus(Duration.ofMinutes(50)), 500));

        assertThat(outcomes).containsExactly(Outcome.TAKEN, Outcome.MISDATED, Outcome.REPEATED, Outcome.TAKEN);
    }

    @Test
    void windowsAreForgottenAfterTheirTimeAndTheStoreStaysBounded() {
        for (int minute = 0; minute < 80; minute++) {
            send(succeeded("r" + minute, "triage", START.plus(Duration.ofMinutes(minute)), 500));
            driver.advanceWallClockTime(Duration.ofMinutes(1));
        }
        assertThat(windows()).hasSizeBetween(60, 62);
    }

    @Test
    void tenantsAreKeptApart() {
        send("blue", succeeded("r1", "triage", START, 500));
        send("red", succeeded("r1", "triage", START, 500));
        send("red", adaptation("triage", "a1", 1, Type.QUEUED, START));

        assertThat(windows().keySet()).extracting(WindowKey::tenant).containsExactlyInAnyOrder("blue", "red");
        assertThat(outcomes).containsOnly(Outcome.TAKEN);
        assertThat(feed("blue")).extracting(FeedEntry::id).containsExactly("r1");
        assertThat(feed("red")).extracting(FeedEntry::number).containsExactly(1L, 2L);
        assertThat(live("blue", "a1")).isNull();
        assertThat(live("red", "a1").type()).isEqualTo(Type.QUEUED);
    }

    @Test
    void whatIsNoEventIsSkippedAndTheNextIsTaken() {
        Headers headers = headers("default");
        pipe(Topic.GENERATION_RESULTS, "not json".getBytes(StandardCharsets.UTF_8), headers);
        pipe(Topic.GENERATION_RESULTS, null, headers);
        pipe(Topic.GENERATION_RESULTS, "{\"state\":\"succeeded\"}".getBytes(StandardCharsets.UTF_8), headers);
        pipe(Topic.GENERATION_RESULTS, Contracts.write(failed("r", "t", START)), headers("../other"));
        send(failed("r", "t", START));

        assertThat(outcomes)
                .containsExactly(
                        Outcome.UNREADABLE, Outcome.UNREADABLE, Outcome.UNREADABLE, Outcome.UNREADABLE, Outcome.TAKEN);
    }

    @Test
    void aLowerSequenceIsDropped() {
        send(adaptation("triage", "a1", 1, Type.QUEUED, START));
        send(adaptation("triage", "a1", 3, Type.CHECKPOINTED, START));
        send(adaptation("triage", "a1", 2, Type.STARTED, START));
        send(adaptation("triage", "a1", 3, Type.CHECKPOINTED, START));
        send(adaptation("triage", "a1", 4, Type.TRAINED, START));

        assertThat(feed("default")).extracting(FeedEntry::event).containsExactly("queued", "checkpointed", "trained");
        assertThat(live("default", "a1").sequence()).isEqualTo(4);
    }

    @Test
    void progressIsOrderedBySequenceFenceAndWhatIsDone() {
        // Progress goes out directly and may overtake the event of its own state.
        send(progress("triage", "a1", 2, training(10, 1), START.plusSeconds(1)));
        send(adaptation("triage", "a1", 2, Type.STARTED, START));
        send(progress("triage", "a1", 2, training(30, 1), START.plusSeconds(3)));
        send(progress("triage", "a1", 2, training(20, 1), START.plusSeconds(2)));
        assertThat(live("default", "a1").progress().done()).isEqualTo(30);
        assertThat(live("default", "a1").type()).isEqualTo(Type.STARTED);

        // Another worker took over at an earlier step; the first one, thought dead, still talks.
        send(progress("triage", "a1", 2, training(20, 2), START.plusSeconds(9)));
        send(progress("triage", "a1", 2, training(40, 1), START.plusSeconds(10)));
        assertThat(live("default", "a1").progress().done()).isEqualTo(20);
        assertThat(live("default", "a1").progress().fence()).isEqualTo(2);

        // The extraction's job counts its fences anew, under a higher sequence.
        send(adaptation("triage", "a1", 3, Type.TRAINED, START.plusSeconds(20)));
        Progress reading = new Progress("reading", 0, 80, null, null, null, null, null, 1, 1, null);
        Progress judging = new Progress("judging", 5, 80, 100.0, 1.0, null, null, null, 1, 1, null);
        send(progress("triage", "a1", 3, judging, START.plusSeconds(30)));
        send(progress("triage", "a1", 3, reading, START.plusSeconds(25)));
        assertThat(live("default", "a1").progress().phase()).isEqualTo("judging");
        assertThat(feed("default")).extracting(FeedEntry::event).containsExactly("started", "trained");
    }

    @Test
    void progressAfterTheEndIsIgnoredAndPromotionsAreNot() {
        send(progress("triage", "a1", 4, training(10, 1), START));
        send(adaptation("triage", "a1", 5, Type.CALIBRATED, START));
        send(progress("triage", "a1", 6, training(50, 1), START.plusSeconds(1)));
        send(adaptation("triage", "a1", 6, Type.PROMOTED, START.plusSeconds(1)));

        LiveAdaptation live = live("default", "a1");
        assertThat(live.ended()).isTrue();
        assertThat(live.progress()).isNull();
        assertThat(live.type()).isEqualTo(Type.PROMOTED);
        assertThat(feed("default").get(1).message())
                .isEqualTo("profile version 1 is in force, strength -1.25 (-1.50 to -1.00)");
    }

    @Test
    void adaptationsAreForgottenAWeekAfterTheirLastEventAndStayUntold() {
        send(adaptation("triage", "a1", 1, Type.QUEUED, START));
        driver.advanceWallClockTime(Duration.ofDays(3));
        send(adaptation("triage", "a1", 2, Type.STARTED, START.plus(Duration.ofDays(3))));
        driver.advanceWallClockTime(Duration.ofDays(6));
        assertThat(live("default", "a1")).isNotNull();
        driver.advanceWallClockTime(Duration.ofDays(2));
        assertThat(live("default", "a1")).isNull();

        send(adaptation("triage", "a1", 2, Type.STARTED, START.plus(Duration.ofDays(3))));
        assertThat(outcomes).endsWith(Outcome.LATE);
        assertThat(feed("default")).hasSize(2);
    }

    @Test
    void announcementsAreToldOnceByTheirEventIdAndPortionsOfBadRowsNever() {
        Headers headers = headers("default");
        byte[] sealed = Contracts.write(dataset("tickets", "s1", DatasetEvent.State.SEALED, START));
        pipe(Topic.DATASET_EVENTS, sealed, headers);
        pipe(Topic.DATASET_EVENTS, sealed, headers);
        send(dataset("tickets", "s2", DatasetEvent.State.ROWS_REJECTED, START));
        send(dataset("tickets", "s2", DatasetEvent.State.REJECTED, START));
        Headers letter = headers("default");
        pipe(Topic.DEAD_LETTERS, Contracts.write(deadLetter(UUID.randomUUID().toString(), START)), letter);

        assertThat(feed("default"))
                .extracting(entry -> entry.kind() + " " + entry.message())
                .containsExactly(
                        "DATASET sealed with 800 rows",
                        "DATASET rejected for 3 bad rows",
                        "DEAD_LETTER a record of generation-requests could not be processed: EXPIRED: the deadline passed");
        assertThat(feed("default").get(0).id()).isEqualTo("tickets/s1");
    }

    @Test
    void theFeedKeepsTheLastLinesAndRequestsDoNotPushOutTheOthers() {
        send(adaptation("triage", "a1", 1, Type.QUEUED, START));
        for (int request = 0; request < 300; request++) {
            send(failed("r" + request, "triage", START));
        }
        assertThat(feed("default"))
                .hasSize(FeedRing.LENGTH + 1)
                .first()
                .extracting(FeedEntry::id)
                .isEqualTo("a1");
        FeedRing ring = new FeedRing(driver.getKeyValueStore(FeedKeeping.STORE));
        assertThat(ring.newest("default")).isEqualTo(301);
        assertThat(ring.after("default", 0, 10))
                .extracting(FeedEntry::id)
                .containsExactly("r290", "r291", "r292", "r293", "r294", "r295", "r296", "r297", "r298", "r299");
        assertThat(ring.after("default", 299, 100))
                .extracting(FeedEntry::number)
                .containsExactly(300L, 301L);
        assertThat(ring.after("default", 301, 100)).isEmpty();
    }

    @Test
    void noPromptAndNoAnswerIsInTheFeed() {
        send(succeeded("r1", "triage", START, 500));
        assertThat(feed("default").get(0).message()).isEqualTo("answered with 20 tokens, steered, 3 changed");
    }

    @Test
    void evaluationsAreToldButForTheirProgressAndCheckpoints() {
        send(evaluation("e1", 1, EvaluationEvent.Type.QUEUED));
        send(evaluation("e1", 2, EvaluationEvent.Type.STARTED));
        send(evaluation("e1", 2, EvaluationEvent.Type.PROGRESS));
        send(evaluation("e1", 3, EvaluationEvent.Type.CHECKPOINTED));
        send(evaluation("e1", 4, EvaluationEvent.Type.EVALUATED));

        assertThat(feed("default"))
                .extracting(entry -> entry.kind() + " " + entry.id() + " " + entry.message())
                .containsExactly(
                        "EVALUATION e1 profile version 2 waits to be judged on dataset tickets",
                        "EVALUATION e1 profile version 2 is being judged",
                        "EVALUATION e1 profile version 2 was judged, the report is stored");
    }

    @Test
    void aRampThatEndedByItselfSaysWhy() {
        AdaptationEvent plain = adaptation("triage", "a1", 6, Type.RAMPED, START);
        send(new AdaptationEvent(
                plain.task(),
                plain.adaptation(),
                plain.sequence(),
                plain.type(),
                plain.at(),
                null,
                null,
                null,
                null,
                null,
                2L,
                null,
                null,
                null,
                new Failure(Failure.Kind.USER, "RAMP_SUPERSEDED", "version 3 was put in force", "Ramp it again."),
                0.0));

        assertThat(feed("default").get(0).message())
                .isEqualTo("profile version 2 takes no share of the requests any more: version 3 was put in force");
    }

    private void send(Object event) {
        send("default", event);
    }

    private void send(String tenant, Object event) {
        Topic topic =
                switch (event.getClass().getSimpleName()) {
                    case "GenerationResult" -> Topic.GENERATION_RESULTS;
                    case "AdaptationEvent" -> Topic.ADAPTATION_EVENTS;
                    case "EvaluationEvent" -> Topic.EVALUATION_EVENTS;
                    case "DatasetEvent" -> Topic.DATASET_EVENTS;
                    default -> Topic.DEAD_LETTERS;
                };
        pipe(
                topic,
                Contracts.write(event),
                MessageHeaders.toKafka(MessageHeaders.of(
                        event.getClass(), "test", UUID.randomUUID().toString(), tenant, START)));
    }

    private void pipe(Topic topic, byte[] body, Headers headers) {
        driver.createInputTopic(topic.id(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(null, body, headers, START.toEpochMilli()));
    }

    /** Without a type; the event id is always the same. */
    private static Headers headers(String tenant) {
        Headers headers = new RecordHeaders();
        headers.add(MessageHeaders.TENANT, tenant.getBytes(StandardCharsets.UTF_8));
        headers.add(MessageHeaders.ID, "event-1".getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    private Map<WindowKey, RequestWindow> windows() {
        Map<WindowKey, RequestWindow> windows = new HashMap<>();
        RequestWindows.visit(
                driver.getKeyValueStore(RequestWindows.STORE),
                Instant.EPOCH,
                Instant.parse("2100-01-01T00:00:00Z"),
                (key, kept) -> windows.put(key, RequestWindow.read(kept)));
        return windows;
    }

    private List<FeedEntry> feed(String tenant) {
        return new FeedRing(driver.getKeyValueStore(FeedKeeping.STORE)).after(tenant, 0, 10_000);
    }

    private LiveAdaptation live(String tenant, String adaptation) {
        return LiveAdaptation.read(
                (byte[]) driver.getKeyValueStore(AdaptationFollowing.STORE).get(tenant + "/" + adaptation));
    }
}
