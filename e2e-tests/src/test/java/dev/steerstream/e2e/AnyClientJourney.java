package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Kafka client that is not ours publishes a dataset, with a partitioner that is not ours: kcat, from Debian's packages. */
class AnyClientJourney {

    private static final Path KCAT = Path.of("/usr/bin/kcat");

    private static LocalPlatform platform;
    private static Adaptations adaptations;

    @BeforeAll
    static void thePlatformRuns() {
        assumeThat(KCAT).as("kcat is not installed: apt-get install kcat").exists();
        platform = LocalPlatform.shared();
        adaptations = new Adaptations(platform.gateway());
    }

    @Test
    void rowsInThreeFormsOnRandomPartitionsBecomeOneSealedDataset() throws Exception {
        List<String> rows = List.of(
                "{\"prompt\": \"one\", \"completion\": \"1\", \"split\": \"train\"}",
                "{\"instruction\": \"two\", \"input\": \"twice\", \"output\": \"2\", \"split\": \"calibration\"}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"three\"}, {\"role\": \"assistant\", \"content\": \"3\"}], \"split\": \"held_out\"}");
        for (int row = 0; row < rows.size(); row++) {
            kcat(rows.get(row), "-H", "dataset=by-kcat", "-H", "submission=s1", "-H", "row=" + row);
        }
        kcat("{}", "-H", "dataset=by-kcat", "-H", "submission=s1", "-H", "count=3");

        JsonNode sealed = adaptations.awaitSubmission("by-kcat", "s1", "sealed");
        assertThat(sealed.path("rows").asLong()).isEqualTo(3);
        assertThat(sealed.path("splits").path("held_out").asLong()).isEqualTo(1);
    }

    @Test
    void aBadRowRejectsTheDatasetWithItsLineFieldAndRule() throws Exception {
        kcat("{\"prompt\": \"one\", \"completion\": \"1\"}", "-H", "dataset=bad", "-H", "submission=s1", "-H", "row=0");
        kcat("{\"prompt\": 7}", "-H", "dataset=bad", "-H", "submission=s1", "-H", "row=1");
        kcat("not json", "-H", "dataset=bad", "-H", "submission=s1", "-H", "row=2");
        kcat("{}", "-H", "dataset=bad", "-H", "submission=s1", "-H", "count=3");

        JsonNode rejected = adaptations.awaitSubmission("bad", "s1", "rejected");
        assertThat(rejected.path("bad_rows").asLong()).isGreaterThanOrEqualTo(2);
        JsonNode rejects = platform.gateway()
                .get("/v1/datasets/bad/submissions/s1/rejects")
                .body();
        assertThat(rejects.toString())
                .contains("\"line\":2")
                .contains("\"line\":3")
                .contains("prompt");
    }

    @Test
    void aRecordOfNoDatasetIsADeadLetterAndTheNextIsProcessed() throws Exception {
        kcat("{\"prompt\": \"lost\", \"completion\": \"1\"}");
        kcat(
                "{\"prompt\": \"a\", \"completion\": \"1\", \"split\": \"train\"}",
                "-H",
                "dataset=after",
                "-H",
                "submission=s1",
                "-H",
                "row=0");
        kcat(
                "{\"prompt\": \"b\", \"completion\": \"1\", \"split\": \"calibration\"}",
                "-H",
                "dataset=after",
                "-H",
                "submission=s1",
                "-H",
                "row=1");
        kcat("{}", "-H", "dataset=after", "-H", "submission=s1", "-H", "count=2");

        adaptations.awaitSubmission("after", "s1", "sealed");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        platform.count(
                                "select count(*) from dead_letter where topic like '%dataset-submissions' and convert_from(body, 'UTF8') like '%lost%'"))
                .isEqualTo(1));
    }

    @Test
    void aMalformedGenerationRequestIsADeadLetterAndTheNextIsAnswered() throws Exception {
        produce("generation-requests", "{\"id\": 5", List.of());
        String good = Gateway.JSON.writeValueAsString(
                Map.of("id", "by-kcat-1", "prompt", "The capital of France is", "sampling", Map.of("max_tokens", 4)));
        produce("generation-requests", good, List.of());

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(platform.gateway()
                        .get("/v1/generations/by-kcat-1")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("succeeded"));
        assertThat(platform.count("select count(*) from dead_letter where topic like '%generation-requests'"))
                .isEqualTo(1);
    }

    private static void kcat(String body, String... headers) throws IOException, InterruptedException {
        produce("dataset-submissions", body, Arrays.asList(headers));
    }

    private static void produce(String topic, String body, List<String> headers)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                KCAT.toString(),
                "-P",
                "-b",
                platform.bootstrapServers(),
                "-t",
                topic,
                "-p",
                "-1",
                "-X",
                "topic.partitioner=random"));
        command.addAll(headers);
        Path input = Files.createTempFile("kcat", ".json");
        Files.writeString(input, body, StandardCharsets.UTF_8);
        command.add(input.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        Files.delete(input);
    }
}
