package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer dataset}. */
class DatasetTest {
    @TempDir
    Path directory;

    @Test
    void publishWaitsForTheSealAndPrintsItAsOneLineOfJson() throws Exception {
        Path rows = Files.writeString(directory.resolve("rows.jsonl"), "{\"prompt\":\"a\",\"completion\":\"b\"}\n");
        try (var gateway = new LoopbackGateway()
                .answer(
                        "POST /v1/datasets/tickets/submissions?split_seed=7",
                        202,
                        "{\"dataset\":\"tickets\",\"submission\":\"s1\",\"rows\":1}")
                .answer(
                        "GET /v1/datasets/tickets/submissions/s1",
                        200,
                        "{\"dataset\":\"tickets\",\"submission\":\"s1\",\"state\":\"sealed\",\"rows\":1}")) {
            Run run = steer(
                    "dataset",
                    "publish",
                    "tickets",
                    rows.toString(),
                    "--split-seed",
                    "7",
                    "--tenant",
                    "acme",
                    "--gateway",
                    gateway.uri().toString(),
                    "-o",
                    "json");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out().strip().lines()).hasSize(1);
            assertThat(run.out()).contains("\"state\":\"sealed\"");
            assertThat(gateway.requests().get(0)).contains(" acme ").contains("\"completion\":\"b\"");
        }
    }

    @Test
    void aRejectedDatasetFailsAndShowsItsBadRows() throws Exception {
        Path rows = Files.writeString(directory.resolve("rows.jsonl"), "{}\n");
        try (var gateway = new LoopbackGateway()
                .answer(
                        "POST /v1/datasets/tickets/submissions",
                        202,
                        "{\"dataset\":\"tickets\",\"submission\":\"s1\",\"rows\":1}")
                .answer(
                        "GET /v1/datasets/tickets/submissions/s1",
                        200,
                        "{\"dataset\":\"tickets\",\"submission\":\"s1\",\"state\":\"rejected\",\"rows\":0,\"bad_rows\":1}")
                .answer(
                        "GET /v1/datasets/tickets/submissions/s1/rejects?limit=20",
                        200,
                        "{\"items\":[{\"line\":1,\"field\":\"prompt\",\"value\":null,\"rule\":\"must be given\"}]}")) {
            Run run = steer(
                    "dataset",
                    "publish",
                    "tickets",
                    rows.toString(),
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("rejected", "line 1", "prompt", "must be given");
        }
    }
}
