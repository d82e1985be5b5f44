package dev.steerstream.ingest.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Split;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as a pure function: records in, rows and events out, without a broker. */
class IngestTopologyTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> submissions;
    private TestOutputTopic<String, byte[]> rows;
    private TestOutputTopic<String, byte[]> events;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                IngestTopology.build(new IngestTopology.Settings("", 4, 4, Duration.ofHours(24), Duration.ofDays(7))),
                properties,
                START);
        submissions =
                driver.createInputTopic("dataset-submissions", new ByteArraySerializer(), new ByteArraySerializer());
        rows = driver.createOutputTopic("dataset-rows", new StringDeserializer(), new ByteArrayDeserializer());
        events = driver.createOutputTopic("dataset-events", new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void rowsInAnyOrderAreWrittenInOrderAndSealed() {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < 1_200; row++) {
            order.add(row);
        }
        Collections.shuffle(order, new Random(1));
        end("d", "s", "1200", "");
        order.forEach(row -> row("d", "s", row, pair("question " + row, "answer " + row)));
        work();

        List<TestRecord<String, byte[]>> written = rows.readRecordsToList();
        assertThat(written).hasSize(1_201).allSatisfy(message -> assertThat(message.key())
                .isEqualTo("default/d"));
        DatasetHash hash = new DatasetHash();
        for (int row = 0; row < 1_200; row++) {
            DatasetRow read = Contracts.read(DatasetRow.class, written.get(row).value());
            assertThat(read.row()).isEqualTo(row);
            assertThat(read.completion()).isEqualTo("answer " + row);
            hash.add(written.get(row).value());
        }
        DatasetSeal seal = Contracts.read(DatasetSeal.class, written.get(1_200).value());
        assertThat(seal.sha256()).isEqualTo(hash.hex());
        assertThat(seal.rows()).isEqualTo(1_200);
        assertThat(seal.splits().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(1_200);
        // 80/10/10 within four standard deviations of a binomial.
        assertThat(seal.splits().get(Split.TRAIN)).isBetween(905L, 1_015L);

        DatasetEvent event = onlyEvent();
        assertThat(event.state()).isEqualTo(DatasetEvent.State.SEALED);
        assertThat(event.sha256()).isEqualTo(seal.sha256());
        assertThat(event.partition()).isEqualTo(SubmissionCompletion.partition("default/d", 4));
        assertThat(written)
                .allSatisfy(message -> assertThat(message.timestamp()).isGreaterThanOrEqualTo(event.firstTimestamp()));
    }

    @Test
    void theThreeFormsBecomeOne() {
        row("d", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\", \"unknown\": 3}");
        row("d", "s", 1, "{\"instruction\": \"b\", \"input\": \"c\", \"output\": \"2\", \"split\": \"calibration\"}");
        row(
                "d",
                "s",
                2,
                "{\"messages\": [{\"role\": \"system\", \"content\": \"x\"}, {\"role\": \"user\", \"content\": \"d\"}, {\"role\": \"assistant\", \"content\": \"3\"}],"
                        + " \"choices\": [\"3\", \"4\"], \"answer\": \"3\", \"split\": \"held_out\", \"group\": \"g\"}");
        end("d", "s", "3", "{\"truncation\": \"left\", \"end_of_text_in_loss\": false}");
        work();

        List<DatasetRow> read = readRows(3);
        assertThat(read.get(0).prompt().get(0).content()).isEqualTo("a");
        assertThat(read.get(1).prompt().get(0).content()).isEqualTo("b\n\nc");
        assertThat(read.get(2).prompt()).hasSize(2);
        assertThat(read.get(2).correctChoice()).isZero();
        assertThat(read.get(2).group()).isEqualTo("g");
        assertThat(read).extracting(DatasetRow::split).containsExactly(Split.TRAIN, Split.CALIBRATION, Split.HELD_OUT);
        assertThat(read).allSatisfy(row -> {
            assertThat(row.truncation()).isEqualTo("left");
            assertThat(row.endOfTextInLoss()).isFalse();
        });
    }

    @Test
    void everyBadRowIsReportedWithLineFieldValueAndRule() {
        row("d", "s", 0, pair("a", "1"));
        row("d", "s", 1, "not json");
        row("d", "s", 2, "{\"prompt\": 7, \"completion\": \" \"}");
        row("d", "s", 3, "{\"prompt\": \"a\", \"instruction\": \"b\"}");
        row(
                "d",
                "s",
                4,
                "{\"prompt\": \"a\", \"completion\": \"b\", \"choices\": [\"x\", \"y\"], \"answer\": \"z\", \"split\": \"test\"}");
        submissions.pipeInput(record(new byte[] {(byte) 0xff, '{'}, "d", "s", "row", "5"));
        end("d", "s", "6", "");
        work();

        List<DatasetEvent> all = readEvents();
        assertThat(all)
                .extracting(DatasetEvent::state)
                .containsExactly(DatasetEvent.State.ROWS_REJECTED, DatasetEvent.State.REJECTED);
        DatasetEvent rejected = all.get(1);
        assertThat(rejected.badRowCount()).isEqualTo(7);
        assertThat(rejected.badRows())
                .extracting(bad -> bad.line() + " " + bad.field())
                .containsExactly("2 row", "3 prompt", "3 completion", "4 row", "5 answer", "5 split", "6 row");
        assertThat(rejected.badRows().get(1).value()).isEqualTo("7");
        assertThat(rejected.badRows().get(1).rule()).contains("text");
        assertThat(rows.isEmpty()).isTrue();
    }

    @Test
    void moreThanAHundredBadRowsComeInPortionsAndTheVerdictCountsThemAll() {
        for (int row = 0; row < 250; row++) {
            row("d", "s", row, "{}");
        }
        end("d", "s", "250", "");
        work();

        List<DatasetEvent> all = readEvents();
        assertThat(all).hasSize(4);
        assertThat(all.subList(0, 3).stream()
                        .mapToInt(event -> event.badRows().size())
                        .sum())
                .isEqualTo(250);
        assertThat(all.get(3).badRowCount()).isEqualTo(250);
        assertThat(all.get(3).badRows()).hasSize(100);
    }

    @Test
    void aRepeatedUploadHasNoSecondEffectAndAnotherOneUnderTheSameIdIsRefusedByName() {
        publishTwo("d", "s", "1");
        assertThat(readRows(2)).hasSize(2);
        assertThat(onlyEvent().state()).isEqualTo(DatasetEvent.State.SEALED);

        publishTwo("d", "s", "1");
        assertThat(rows.isEmpty()).isTrue();
        assertThat(events.isEmpty()).isTrue();

        publishTwo("d", "s", "other");
        assertThat(readEvents()).hasSize(2).allSatisfy(refused -> {
            assertThat(refused.state()).isEqualTo(DatasetEvent.State.CONFLICTING);
            assertThat(refused.badRows().get(0).rule()).contains("submission s").contains("new submission id");
        });
        assertThat(rows.isEmpty()).isTrue();
    }

    @Test
    void duplicatesAndOverlapsOfSplitsAreCounted() {
        row("d", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}");
        row("d", "s", 1, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"calibration\"}");
        row("d", "s", 2, "{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"train\"}");
        end("d", "s", "3", "");
        work();

        DatasetEvent event = onlyEvent();
        assertThat(event.exactDuplicates()).isEqualTo(1);
        assertThat(event.splitOverlaps()).isEqualTo(1);
    }

    @Test
    void aGroupNeverCrossesSplits() {
        row("d", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\", \"group\": \"g\"}");
        row("d", "s", 1, "{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"calibration\", \"group\": \"g\"}");
        end("d", "s", "2", "");
        work();

        DatasetEvent rejected = readEvents().get(1);
        assertThat(rejected.badRows().get(0).line()).isEqualTo(2);
        assertThat(rejected.badRows().get(0).rule()).contains("group g");
    }

    @Test
    void anEmptyDatasetAndOneWithoutCalibrationRowsAreRejected() {
        end("empty", "s", "0", "");
        row("small", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}");
        end("small", "s", "1", "");
        work();

        assertThat(readEvents().stream().filter(event -> event.state() == DatasetEvent.State.REJECTED))
                .extracting(
                        event -> event.dataset() + " " + event.badRows().get(0).field())
                .containsExactlyInAnyOrder("empty rows", "small split");
    }

    @Test
    void rowsWithoutNumbersAreNumberedByArrival() {
        submissions.pipeInput(record(
                bytes("{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}"), "d", "s", null, null));
        submissions.pipeInput(record(
                bytes("{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"calibration\"}"), "d", "s", null, null));
        end("d", "s", "2", "");
        work();

        assertThat(readRows(2)).extracting(DatasetRow::row).containsExactly(0L, 1L);
    }

    @Test
    void aSilentSubmissionIsGivenUpAfterTheIdleLimit() {
        row("d", "s", 0, pair("a", "1"));
        driver.advanceWallClockTime(Duration.ofHours(23));
        assertThat(events.isEmpty()).isTrue();
        driver.advanceWallClockTime(Duration.ofHours(2));

        assertThat(onlyEvent().state()).isEqualTo(DatasetEvent.State.INCOMPLETE);
    }

    @Test
    void aRecordOfNoDatasetIsPassedOver() {
        submissions.pipeInput(new TestRecord<>(null, bytes("{}"), new RecordHeaders()));
        publishTwo("d", "s", "1");

        assertThat(onlyEvent().state()).isEqualTo(DatasetEvent.State.SEALED);
    }

    @Test
    void tenantsDoNotShareDatasets() {
        for (String tenant : List.of("a", "b")) {
            for (int row = 0; row < 2; row++) {
                TestRecord<byte[], byte[]> message = record(
                        bytes("{\"prompt\": \"p\", \"completion\": \"" + tenant + "\", \"split\": \""
                                + (row == 0 ? "train" : "calibration") + "\"}"),
                        "d",
                        "s",
                        "row",
                        Integer.toString(row));
                message.headers().add(MessageHeaders.TENANT, bytes(tenant));
                submissions.pipeInput(message);
            }
            TestRecord<byte[], byte[]> end = record(new byte[0], "d", "s", "count", "2");
            end.headers().add(MessageHeaders.TENANT, bytes(tenant));
            submissions.pipeInput(end);
        }
        work();

        List<TestRecord<String, byte[]>> written = rows.readRecordsToList();
        assertThat(written).extracting(TestRecord::key).contains("a/d", "b/d").hasSize(6);
    }

    @Test
    void aRedeliveredRowHasNoEffectAndOneOfOtherContentRejects() {
        row("d", "s", 0, pair("a", "1"));
        row("d", "s", 0, pair("a", "1"));
        row("d", "s", 0, pair("a", "2"));
        row("d", "s", 1, pair("b", "1"));
        end("d", "s", "2", "");
        end("d", "s", "2", "");
        work();

        DatasetEvent rejected = last(DatasetEvent.State.REJECTED);
        assertThat(rejected.rows()).isEqualTo(2);
        assertThat(rejected.badRows()).singleElement().satisfies(bad -> {
            assertThat(bad.line()).isEqualTo(1);
            assertThat(bad.rule()).contains("twice");
        });
    }

    @Test
    void rowsThatAreMissingAndRowsBeyondTheCountAreNamed() {
        for (int row : new int[] {0, 3, 7, 8}) row("d", "s", row, pair("p" + row, "1"));
        end("d", "s", "4", "");
        work();

        assertThat(last(DatasetEvent.State.REJECTED).badRows())
                .extracting(bad -> bad.line() + " " + bad.rule())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("2 rows 1 to 2 are"),
                        second -> assertThat(second).startsWith("8 is below"),
                        third -> assertThat(third).startsWith("9 is below"));
    }

    @Test
    void numberedAndUnnumberedRowsDoNotMix() {
        row("d", "s", 0, pair("a", "1"));
        submissions.pipeInput(record(bytes(pair("b", "1")), "d", "s", null, null));
        row("d", "s", 1, pair("c", "1"));
        end("d", "s", "2", "");
        work();

        assertThat(last(DatasetEvent.State.REJECTED).badRows().get(0).rule()).contains("all rows");
    }

    @Test
    void aRowNumberThatIsNoneIsABadRowAndEndsTheSubmissionWithItsOthers() {
        row("d", "s", 0, pair("a", "1"));
        submissions.pipeInput(record(bytes(pair("b", "1")), "d", "s", "row", "one"));
        submissions.pipeInput(record(bytes(pair("b", "1")), "d", "s", "row", "-1"));
        end("d", "s", "3", "");
        work();

        assertThat(last(DatasetEvent.State.REJECTED).badRows())
                .extracting(bad -> bad.line() + " " + bad.field() + " " + bad.value())
                .containsExactly("null header row one", "null header row -1");
    }

    @Test
    void anEndRecordThatCannotBeReadRejectsAtOnce() {
        row("a", "s", 0, pair("a", "1"));
        end("a", "s", "many", "");
        row("b", "s", 0, pair("a", "1"));
        end("b", "s", "1", "{\"truncation\": \"right\", \"split_seed\": \"x\"}");
        row("c", "s", 0, pair("a", "1"));
        end("c", "s", "1", "{\"split_shares\": {\"train\": 0.5}}");
        row("e", "s", 0, pair("a", "1"));
        end("e", "s", "1", "not json");
        work();

        assertThat(readEvents().stream().filter(event -> event.state() == DatasetEvent.State.REJECTED))
                .extracting(event -> event.dataset() + " "
                        + event.badRows().stream().map(BadRow::field).toList())
                .containsExactlyInAnyOrder(
                        "a [header count]",
                        "b [end record/split_seed, end record/truncation]",
                        "c [end record/split_shares]",
                        "e [end record]");
    }

    @Test
    void noRowThatCanBePublishedStopsTheTopology() {
        String[] hostile = {
            "{\"prompt\": \"\\ud800\", \"completion\": \"1\"}",
            "{\"prompt\": \"a\", \"completion\": \"1\", \"group\": \"" + "g".repeat(5_000) + "\"}",
            "{\"prompt\": \"" + "\ud83d\ude00".repeat(200_000) + "\", \"completion\": 1}",
            "{\"prompt\": \"" + "\\u0000".repeat(150_000) + "\", \"completion\": \"1\"}",
            "{\"prompt\": \"" + "x".repeat(1_048_000) + "\", \"completion\": \"1\"}",
            "{\"prompt\": \"" + "x".repeat(3_000_000) + "\", \"completion\": \"1\"}",
            "[".repeat(100_000),
        };
        for (int row = 0; row < hostile.length; row++) row("d", "s", row, hostile[row]);
        submissions.pipeInput(record(null, "d", "s", "row", Integer.toString(hostile.length)));
        end("d", "s", Integer.toString(hostile.length + 1), "");
        work();
        DatasetEvent rejected = last(DatasetEvent.State.REJECTED);
        assertThat(rejected.badRows()).extracting(BadRow::line).contains(1L, 2L, 3L, 5L, 6L, 7L, 8L);
        assertThat(rejected.badRows())
                .extracting(BadRow::value)
                .anySatisfy(value -> assertThat(value).startsWith("30000").endsWith(" bytes"));

        publishTwo("d", "next", "1");
        assertThat(onlyEvent().state()).isEqualTo(DatasetEvent.State.SEALED);
    }

    @Test
    void rowsFollowTheSplitThatWasGivenToAnotherRowOfTheirGroup() {
        row("d", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"group\": \"g\"}");
        row("d", "s", 1, "{\"prompt\": \"b\", \"completion\": \"1\", \"group\": \"g\", \"split\": \"calibration\"}");
        row("d", "s", 2, "{\"prompt\": \"c\", \"completion\": \"1\"}");
        row("d", "s", 3, "{\"prompt\": \"c\", \"completion\": \"2\", \"split\": \"train\"}");
        end("d", "s", "4", "{\"split_shares\": {\"held_out\": 1}}");
        work();

        assertThat(readRows(4))
                .extracting(DatasetRow::split)
                .containsExactly(Split.CALIBRATION, Split.CALIBRATION, Split.TRAIN, Split.TRAIN);
        assertThat(onlyEvent().splitOverlaps()).isZero();
    }

    @Test
    void groupsNeverCrossSplitsWhateverTheSeed() {
        for (int row = 0; row < 300; row++) {
            row(
                    "d",
                    "s",
                    row,
                    "{\"prompt\": \"" + row + "\", \"completion\": \"1\", \"group\": \"g" + row % 60 + "\"}");
        }
        end("d", "s", "300", "{\"split_seed\": 5}");
        work();

        assertThat(readRows(300).stream()
                        .collect(Collectors.groupingBy(
                                DatasetRow::group, Collectors.mapping(DatasetRow::split, Collectors.toSet())))
                        .values())
                .hasSize(60)
                .allSatisfy(splits -> assertThat(splits).hasSize(1));
    }

    @Test
    void refusalsUnderAKnownIdAreAnnouncedTwentyTimesAtMost() {
        publishTwo("d", "s", "1");
        onlyEvent();
        for (int row = 2; row < 100; row++) row("d", "s", row, pair("late", "1"));
        assertThat(readEvents()).hasSize(20).allSatisfy(event -> assertThat(event.state())
                .isEqualTo(DatasetEvent.State.CONFLICTING));
    }

    @Test
    void anIdIsNeverUsedForAnotherContentEvenWhenItsHashesAreForgotten() {
        publishTwo("d", "s", "1");
        onlyEvent();
        rows.readRecordsToList();
        driver.advanceWallClockTime(Duration.ofDays(8));
        work();
        publishTwo("d", "s", "other");

        assertThat(readEvents()).isNotEmpty().allSatisfy(event -> assertThat(event.state())
                .isEqualTo(DatasetEvent.State.CONFLICTING));
        assertThat(rows.isEmpty()).isTrue();
    }

    @Test
    void whatEndedLeavesNothingButItsHashesAndThenItsName() {
        row("bad", "s", 0, "{}");
        row("bad", "s", 1, pair("a", "1"));
        end("bad", "s", "2", "");
        publishTwo("good", "s", "1");
        row("idle", "s", 0, pair("a", "1"));
        work();
        assertThat(entries("bad-rows")).isZero();
        assertThat(entries("seen")).isZero();
        assertThat(entries("rows")).isEqualTo(5);

        driver.advanceWallClockTime(Duration.ofDays(8));
        work();
        assertThat(entries("rows")).isZero();
        assertThat(entries("submissions")).isEqualTo(3);
    }

    @Test
    void theTraceOfTheEndRecordGoesOn() {
        row("d", "s", 0, "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}");
        row("d", "s", 1, "{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"calibration\"}");
        TestRecord<byte[], byte[]> end = record(null, "d", "s", "count", "2");
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        end.headers().add("traceparent", bytes(trace));
        submissions.pipeInput(end);
        work();

        assertThat(MessageHeaders.text(events.readRecord().headers(), "traceparent"))
                .isEqualTo(trace);
    }

    /** Against the plain order: whatever order and repetition rows come in, and whatever comes between, the same bytes are sealed. */
    @Test
    void anyOrderWithRepetitionsGivesTheSameBytesAsThePlainOrder() {
        List<byte[]> plain = bytesOfAShuffledUpload("d", "plain", new Random(0), false);
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(bytesOfAShuffledUpload("d" + seed, "plain", new Random(seed), true))
                    .hasSameSizeAs(plain)
                    .zipSatisfy(plain, (mixed, expected) -> assertThat(
                                    new String(mixed, StandardCharsets.UTF_8).replaceFirst("\"d\\d\"", "\"d\""))
                            .isEqualTo(new String(expected, StandardCharsets.UTF_8)));
        }
    }

    private List<byte[]> bytesOfAShuffledUpload(String dataset, String submission, Random random, boolean mixed) {
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < 120; row++) {
            order.add(row);
            if (mixed && random.nextInt(3) == 0) order.add(row);
        }
        if (mixed) Collections.shuffle(order, random);
        int endAt = mixed ? random.nextInt(order.size()) : order.size();
        for (int index = 0; index <= order.size(); index++) {
            if (index == endAt) end(dataset, submission, "120", "");
            if (index == order.size()) break;
            int row = order.get(index);
            row(dataset, submission, row, pair("question " + row % 50, "answer " + row));
            if (mixed && index % 10 == 0) row("other", "never-ends-" + dataset, index, pair("x", "y"));
            if (mixed && index % 17 == 0) driver.advanceWallClockTime(Duration.ofMillis(50));
        }
        work();
        onlyEvent();
        List<byte[]> values = new ArrayList<>(rows.readValuesToList());
        values.remove(values.size() - 1);
        return values;
    }

    private long entries(String store) {
        long entries = 0;
        try (KeyValueIterator<Object, Object> all =
                driver.getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                entries++;
            }
        }
        return entries;
    }

    private DatasetEvent last(DatasetEvent.State state) {
        List<DatasetEvent> all = readEvents();
        assertThat(all).isNotEmpty();
        DatasetEvent last = all.get(all.size() - 1);
        assertThat(last.state()).isEqualTo(state);
        return last;
    }

    private void publishTwo(String dataset, String submission, String completion) {
        row(
                dataset,
                submission,
                0,
                "{\"prompt\": \"a\", \"completion\": \"" + completion + "\", \"split\": \"train\"}");
        row(
                dataset,
                submission,
                1,
                "{\"prompt\": \"b\", \"completion\": \"" + completion + "\", \"split\": \"calibration\"}");
        end(dataset, submission, "2", "");
        work();
    }

    private void work() {
        // Each tick does as much as its budget of real time allows.
        for (int tick = 0; tick < 60; tick++) {
            driver.advanceWallClockTime(Duration.ofMillis(50));
        }
    }

    private void row(String dataset, String submission, int row, String body) {
        submissions.pipeInput(record(bytes(body), dataset, submission, "row", Integer.toString(row)));
    }

    private void end(String dataset, String submission, String count, String body) {
        submissions.pipeInput(record(bytes(body), dataset, submission, "count", count));
    }

    private static TestRecord<byte[], byte[]> record(
            byte[] body, String dataset, String submission, String header, String value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("dataset", bytes(dataset));
        headers.add("submission", bytes(submission));
        if (header != null) {
            headers.add(header, bytes(value));
        }
        return new TestRecord<>(null, body, headers);
    }

    private static String pair(String prompt, String completion) {
        return "{\"prompt\": \"" + prompt + "\", \"completion\": \"" + completion + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<DatasetRow> readRows(int count) {
        List<TestRecord<String, byte[]>> written = rows.readRecordsToList();
        assertThat(written).hasSize(count + 1);
        return written.subList(0, count).stream()
                .map(message -> Contracts.read(DatasetRow.class, message.value()))
                .toList();
    }

    private List<DatasetEvent> readEvents() {
        return events.readValuesToList().stream()
                .map(body -> Contracts.read(DatasetEvent.class, body))
                .toList();
    }

    private DatasetEvent onlyEvent() {
        List<DatasetEvent> all = readEvents();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
