package dev.steerstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer evaluate}. */
class EvaluateTest {
    private static final String EVALUATIONS = "/v1/tasks/tickets/evaluations";
    private static final String SUCCEEDED = "{\"evaluation\":\"e1\",\"state\":\"succeeded\",\"profile_version\":3,"
            + "\"dataset\":\"tickets\",\"submission\":\"s1\",\"measures\":{\"loss_full\":{\"n\":48,"
            + "\"base\":{\"value\":3.5},\"warm\":{\"value\":1.25},\"steered\":{\"value\":1.0},"
            + "\"steered_minus_warm\":{\"value\":-0.25,\"low\":-0.3,\"high\":-0.2},\"lower_is_better\":true,"
            + "\"unit\":\"nats/token\",\"rules\":{\"delta\":{\"value\":1.0,"
            + "\"minus_warm\":{\"value\":-0.25,\"low\":-0.3,\"high\":-0.2}},\"log_ratio\":{\"value\":1.5,"
            + "\"minus_warm\":{\"value\":0.25,\"low\":0.2,\"high\":0.3}}},\"seed\":7,\"draws\":1000,"
            + "\"confidence\":0.1,\"weight_format\":\"int4\",\"digests\":{\"data\":\"d1\"}}}}";

    private record Run(int exitCode, String out, String err) {}

    @TempDir
    Path directory;

    private static Run evaluate(LoopbackGateway gateway, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "evaluate", "--task", "tickets", "--gateway", gateway.uri().toString()));
        all.addAll(List.of(arguments));
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Steer.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    private static LoopbackGateway gateway() throws Exception {
        return new LoopbackGateway()
                .answer("POST " + EVALUATIONS, 202, "{\"evaluation\":\"e1\",\"state\":\"queued\"}")
                .answer("GET " + EVALUATIONS + "/e1", 200, SUCCEEDED);
    }

    @Test
    void anEvaluationIsFollowedToItsTable() throws Exception {
        try (var gateway = gateway()) {
            Run run = evaluate(gateway, "--sample", "48", "--seed", "7", "--measures", "loss_full,exact_match");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("evaluation e1", "loss_full", "nats/token", "48", "3.5000")
                    .containsPattern("-0\\.2500 +\\[-0\\.3000, -0\\.2000\\] +delta\n")
                    .containsPattern("\\+0\\.2500 +\\[\\+0\\.2000, \\+0\\.3000\\] +log_ratio\n")
                    .contains("1000 bootstrap draws", "seed 7", "weights int4", "data sha256 d1");
            assertThat(gateway.requests().get(0))
                    .contains("{\"settings\":{\"sample\":48,\"seed\":7,\"measures\":[\"loss_full\",\"exact_match\"]}}");
        }
    }

    @Test
    void otherRulesAnswersAndTheDoseResponseAreAskedForAndSaved() throws Exception {
        try (var gateway = gateway().answer("GET " + EVALUATIONS + "/e1/dose-response", 200, "{\"points\":[]}")) {
            Path dose = directory.resolve("dose.json");
            Run run = evaluate(
                    gateway,
                    "--rules",
                    "log_ratio,temperature",
                    "--dose-rows",
                    "8",
                    "--answer-tokens",
                    "24",
                    "--dose",
                    dose.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(gateway.requests().get(0))
                    .contains(
                            "{\"settings\":{\"rules\":[\"log_ratio\",\"temperature\"],\"dose_rows\":8,\"answer_tokens\":24}}");
            assertThat(Files.readString(dose)).isEqualTo("{\"points\":[]}");
        }
    }

    @Test
    void asJsonStandardOutputHasTheDocumentAlone() throws Exception {
        try (var gateway = gateway()) {
            Run run = evaluate(gateway, "--dataset", "others", "--profile", "3", "-o", "json");
            assertThat(new ObjectMapper()
                            .readTree(run.out())
                            .at("/measures/loss_full/n")
                            .asInt())
                    .isEqualTo(48);
            assertThat(gateway.requests().get(0)).contains("{\"profile_version\":3,\"dataset\":\"others\"}");
        }
    }

    @Test
    void theReportPageIsSaved() throws Exception {
        try (var gateway = gateway().answer("GET " + EVALUATIONS + "/e1/report", 200, "<!DOCTYPE html>")) {
            Path page = directory.resolve("report.html");
            assertThat(evaluate(gateway, "--report", page.toString()).exitCode())
                    .isZero();
            assertThat(Files.readString(page)).isEqualTo("<!DOCTYPE html>");
        }
    }

    @Test
    void aFileIsPublishedUnderItsContentsNameFirst() throws Exception {
        Path file = Files.writeString(directory.resolve("rows.jsonl"), "{\"prompt\":\"a\",\"completion\":\"b\"}\n");
        String submissions = "/v1/datasets/tickets-evaluation/submissions";
        String name =
                "sha256-" + dev.steerstream.model.files.FileDigest.of(file).substring(0, 16);
        try (var gateway = gateway()
                .answer("POST " + submissions + "?submission=" + name, 202, "{\"submission\":\"" + name + "\"}")
                .answer("GET " + submissions + "/" + name, 200, "{\"state\":\"sealed\",\"rows\":1}")) {
            Run run = evaluate(gateway, "--data", file.toString(), "--no-wait");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(gateway.requests().get(2))
                    .contains("{\"dataset\":\"tickets-evaluation\",\"submission\":\"" + name + "\"}");
        }
    }

    @Test
    void oneThatWasStartedBeforeIsWatchedAndCancelled() throws Exception {
        try (var gateway = gateway()
                .answer("GET " + EVALUATIONS + "?limit=1", 200, "{\"items\":[{\"evaluation\":\"e1\"}]}")
                .answer("POST " + EVALUATIONS + "/e1/cancel", 202, "{\"evaluation\":\"e1\"}")
                .answer("POST " + EVALUATIONS + "/e2/cancel", 202, "{\"evaluation\":\"e2\",\"state\":\"succeeded\"}")) {
            assertThat(evaluate(gateway, "--watch").out()).contains("loss_full");
            assertThat(evaluate(gateway, "--cancel").out()).contains("asked evaluation e1 to end");
            assertThat(evaluate(gateway, "--cancel", "--id", "e2").out())
                    .contains("evaluation e2 had ended already: succeeded");
            assertThat(evaluate(gateway, "--watch", "--id", "none").exitCode()).isEqualTo(3);
            assertThat(evaluate(gateway, "--watch", "--cancel").exitCode()).isEqualTo(2);
            assertThat(evaluate(gateway, "--data", "a", "--dataset", "b").exitCode())
                    .isEqualTo(2);
        }
    }

    @Test
    void oneThatFailsSaysWhyAndOneThatGoesOnSaysHowToComeBack() throws Exception {
        try (var gateway = gateway()
                .answer(
                        "GET " + EVALUATIONS + "/e1",
                        200,
                        "{\"evaluation\":\"e1\",\"state\":\"failed\",\"failure\":{\"code\":\"NO_ROWS\","
                                + "\"message\":\"no rows to judge on\",\"advice\":\"publish some\"}}")
                .answer("GET " + EVALUATIONS + "/e2", 200, "{\"evaluation\":\"e2\",\"state\":\"evaluating\"}")) {
            Run failed = evaluate(gateway);
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.err()).contains("no rows to judge on", "NO_ROWS", "publish some");
            Run late = evaluate(gateway, "--watch", "--id", "e2", "--timeout", "1");
            assertThat(late.exitCode()).isEqualTo(5);
            assertThat(late.err()).contains("steer evaluate --task tickets --id e2 --watch");
        }
    }
}
