package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import dev.steerstream.cli.exchange.ProfileFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer task}. */
class TaskTest {
    @TempDir
    Path directory;

    @Test
    void anAdaptationThatFailsSaysWhy() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/tickets/adaptations", 202, "{\"adaptation\":\"a1\"}")
                .answer(
                        "GET /v1/adaptations/a1",
                        200,
                        "{\"adaptation\":\"a1\",\"state\":\"failed\",\"failure\":{\"code\":\"ROW_TOO_LONG\","
                                + "\"message\":\"row 7 has 900 tokens\",\"advice\":\"shorten it\"}}")) {
            Run run = steer(
                    "task",
                    "adapt",
                    "tickets",
                    "--dataset",
                    "tickets",
                    "--steps",
                    "25",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("row 7 has 900 tokens", "ROW_TOO_LONG", "shorten it");
            assertThat(gateway.requests().get(0)).contains("\"max_steps\":25");
        }
    }

    @Test
    void theListSaysAlongHowManyDirectionsATaskIsSteered() throws Exception {
        String one =
                "{\"task\":\"one\",\"state\":\"active\",\"profile\":{\"version\":1,\"direction\":\"delta\",\"strength\":-1.5,"
                        + "\"strength_low\":-2,\"strength_high\":-1,\"strengths\":[{\"direction\":\"delta\",\"strength\":-1.5}]}}";
        String three = one.replace("one", "three")
                .replace(
                        "\"strengths\":[",
                        "\"strengths\":[{\"direction\":\"log_ratio\"},{\"direction\":\"contrast\"},");
        try (var gateway = new LoopbackGateway()
                .answer("GET /v1/tasks?limit=500", 200, "{\"items\":[" + one + "," + three + "]}")) {
            Run run = steer("task", "list", "--gateway", gateway.uri().toString());
            assertThat(run.out().lines())
                    .anyMatch(line -> line.contains("one") && line.strip().endsWith(" delta"))
                    .anyMatch(line -> line.contains("three") && line.strip().endsWith("delta (+2 more)"));
        }
    }

    @Test
    void anAdviceNamesTheCommandAndNotTheRequest() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer(
                        "GET /v1/tasks/none",
                        404,
                        "{\"status\":404,\"title\":\"Not Found\",\"detail\":\"task none is not known\",\"code\":\"UNKNOWN_TASK\","
                                + "\"advice\":\"Start its first adaptation with POST /v1/tasks/none/adaptations.\"}")) {
            Run run =
                    steer("task", "describe", "none", "--gateway", gateway.uri().toString());
            assertThat(run.err()).contains("Start its first adaptation with steer task adapt none.");
        }
    }

    @Test
    void aTasksDescriptionSaysWhyAnAdaptationFailed() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("GET /v1/tasks/tickets", 200, "{\"task\":\"tickets\",\"state\":\"active\"}")
                .answer(
                        "GET /v1/adaptations?limit=500&task=tickets",
                        200,
                        "{\"items\":[{\"adaptation\":\"a1\",\"state\":\"failed\",\"failure\":{\"code\":"
                                + "\"TRAINING_DIVERGED\",\"message\":\"diverged at step 9\",\"advice\":\"resume it\"}}]}")) {
            Run run = steer(
                    "task", "describe", "tickets", "--gateway", gateway.uri().toString());
            assertThat(run.out())
                    .contains("adaptation a1: failed\n  diverged at step 9 [TRAINING_DIVERGED]\n  resume it");
        }
    }

    @Test
    void aProfileThatIsHeldBackSaysWhyAndWhatPutsItInForce() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/tickets/adaptations", 202, "{\"adaptation\":\"a1\"}")
                .answer(
                        "GET /v1/adaptations/a1",
                        200,
                        "{\"adaptation\":\"a1\",\"task\":\"tickets\",\"state\":\"succeeded\",\"profile_version\":3,"
                                + "\"held_back\":\"no gain: 0.010 +- 0.020 nats a content token on held-out rows\"}")) {
            Run run = steer(
                    "task",
                    "adapt",
                    "tickets",
                    "--dataset",
                    "tickets",
                    "--promote",
                    "on_gain",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err())
                    .contains("no gain: 0.010 +- 0.020", "steer task promote tickets --version 3");
        }
    }

    @Test
    void theMethodAndItsSettingsAreSent() throws Exception {
        try (var gateway =
                new LoopbackGateway().answer("POST /v1/tasks/tickets/adaptations", 202, "{\"adaptation\":\"a1\"}")) {
            String uri = gateway.uri().toString();
            adapt(uri, "--method", "p_tuning_v2", "--virtual-tokens", "10", "--encoder-hidden-size", "64");
            adapt(uri, "--method", "ia3", "--target", "k_proj,down_proj", "--feedforward-module", "down_proj");
            adapt(uri, "--rank-stabilised", "--rank", "4");
            assertThat(gateway.requests().get(0))
                    .contains("{\"method\":\"p_tuning_v2\",\"virtual_tokens\":10,\"encoder_hidden_size\":64}");
            assertThat(gateway.requests().get(1))
                    .contains("{\"method\":\"ia3\",\"target_modules\":[\"k_proj\",\"down_proj\"],"
                            + "\"feedforward_modules\":[\"down_proj\"]}");
            assertThat(gateway.requests().get(2)).contains("{\"rank\":4,\"rank_stabilised\":true}");
        }
    }

    @Test
    void whatCalibrationMayChooseAndPromoteIsSent() throws Exception {
        try (var gateway =
                new LoopbackGateway().answer("POST /v1/tasks/tickets/adaptations", 202, "{\"adaptation\":\"a1\"}")) {
            adapt(
                    gateway.uri().toString(),
                    "--direction",
                    "log_ratio",
                    "--directions",
                    "delta,mean_delta",
                    "--choose",
                    "rule_and_confidence",
                    "--promote",
                    "on_gain",
                    "--estimator",
                    "choice",
                    "--evaluate");
            assertThat(gateway.requests().get(0))
                    .contains("\"calibration\":{\"estimator\":\"choice\",\"direction\":\"log_ratio\","
                            + "\"directions\":[\"delta\",\"mean_delta\"],\"choose\":\"rule_and_confidence\","
                            + "\"promote\":\"on_gain\",\"evaluate\":\"after_calibration\"}");
        }
    }

    @Test
    void theOptimisersSettingsAndTheMeasurementsAreSent() throws Exception {
        try (var gateway =
                new LoopbackGateway().answer("POST /v1/tasks/tickets/adaptations", 202, "{\"adaptation\":\"a1\"}")) {
            String uri = gateway.uri().toString();
            adapt(uri, "--schedule", "cosine", "--warmup-steps", "5", "--weight-decay", "0", "--gradient-clip", "1");
            adapt(uri, "--gradient-accumulation", "4", "--resume-from", "a0", "--learning-rate", "2e-5");
            adapt(uri, "--evaluate-every", "10", "--evaluation-rows", "16", "--patience", "3", "--keep-best");
            adapt(uri, "--steering-patience", "2");
            assertThat(gateway.requests().get(0))
                    .contains(
                            "{\"schedule\":\"cosine\",\"warmup_steps\":5,\"weight_decay\":0.0,\"gradient_clip\":1.0}");
            assertThat(gateway.requests().get(1))
                    .contains("{\"learning_rate\":2.0E-5,\"gradient_accumulation_steps\":4,\"resume_from\":\"a0\"}");
            assertThat(gateway.requests().get(2))
                    .contains("{\"evaluation\":{\"every_steps\":10,\"rows\":16,\"patience\":3,\"keep_best\":true}}");
            assertThat(gateway.requests().get(3)).contains("{\"evaluation\":{\"steering_patience\":2}}");
        }
    }

    @Test
    void aRampIsBegunShownAndStopped() throws Exception {
        try (LoopbackGateway gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/tickets/ramp", 202, "{\"command\":\"c\",\"outcome\":\"applied\"}")
                .answer(
                        "GET /v1/tasks/tickets/ramp",
                        200,
                        "{\"task\":\"tickets\",\"version\":2,\"beside\":1,\"share\":0.1,\"state\":\"running\",\"started_at\":"
                                + "\"2026-01-02T03:04:05Z\",\"requests\":{\"in_force\":90,\"ramped\":10},\"measures\":{\"latency\":"
                                + "{\"unit\":\"s\",\"in_force\":{\"n\":90,\"mean\":1.5},\"ramped\":{\"n\":10,\"mean\":2},\"difference\":"
                                + "{\"value\":0.5,\"low\":0.25,\"high\":0.75}}}}")) {
            String[] door = {"--gateway", gateway.uri().toString()};
            assertThat(steer("task", "ramp", "tickets", "--version", "2", "--share", "0.1", door[0], door[1])
                            .out())
                    .contains("ramp version 2 of task tickets: applied");
            assertThat(steer("task", "ramp", "tickets", "--stop", door[0], door[1])
                            .exitCode())
                    .isZero();
            Run shown = steer("task", "ramp", "tickets", "--show", door[0], door[1]);
            assertThat(shown.out())
                    .contains("version 2 beside 1, share 0.1, running")
                    .contains("latency")
                    .contains("[0.2500, 0.7500]");
            assertThat(steer("task", "ramp", "tickets", "--version", "2", door[0], door[1])
                            .exitCode())
                    .isEqualTo(2);
            assertThat(gateway.requests().get(0)).endsWith("{\"version\":2,\"share\":0.1}");
            assertThat(gateway.requests().get(1)).endsWith("{\"share\":0}");
        }
    }

    @Test
    void anExportIsWrittenCheckedAndSentAgain() throws Exception {
        String sum = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"; // of "a"
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(("{\"task\":\"triage\",\"strength\":-1.5,\"files\":{\"profile.json\":\"" + sum + "\"}}")
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("profile.json"));
            zip.write('a');
        }
        Path folder = directory.resolve("exported");
        new ProfileFolder(folder).write(bytes.toByteArray());
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/triage/profiles", 202, "{\"adaptation\":\"i1\"}")
                .answer(
                        "GET /v1/adaptations/i1",
                        200,
                        "{\"adaptation\":\"i1\",\"state\":\"succeeded\",\"profile_version\":4}")) {
            Run run = steer(
                    "task",
                    "import",
                    folder.toString(),
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("task triage: profile version 4 is in force");
        }
        Files.writeString(folder.resolve("profile.json"), "b");
        Run changed = steer("task", "import", folder.toString(), "--gateway", "http://127.0.0.1:1");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).contains("profile.json was changed", sum);
    }

    private static void adapt(String gateway, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("task", "adapt", "tickets", "--dataset", "tickets", "--no-wait"));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of("--gateway", gateway));
        assertThat(steer(arguments.toArray(new String[0])).exitCode()).isZero();
    }
}
