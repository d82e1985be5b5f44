package dev.steerstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.command.ModelCacheOption;
import dev.steerstream.cli.exchange.ProfileFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What a shell sees: output, errors and exit codes. */
class SteerTest {
    private record Run(int exitCode, String out, String err) {}

    @TempDir
    Path directory;

    private static Run steer(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Steer.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    static Stream<List<String>> everyCommand() {
        List<List<String>> commands = new ArrayList<>();
        collect(Steer.commandLine(), List.of(), commands);
        return commands.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
        commands.add(path);
        command.getSubcommands().forEach((name, child) -> {
            if (name.equals("help")) return;
            List<String> childPath = new ArrayList<>(path);
            childPath.add(name);
            collect(child, childPath, commands);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItself(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        Run run = steer(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: steer").doesNotContain("null");
    }

    @Test
    void anUnknownVerbIsAUsageError() {
        assertThat(steer("fly").exitCode()).isEqualTo(2);
        assertThat(steer("task", "adapt", "tickets").exitCode()).isEqualTo(2);
        assertThat(steer("status", "-o", "yaml").exitCode()).isEqualTo(2);
    }

    @Test
    void statusWithoutAPlatformSaysSoInBothForms() {
        Run text = steer("status", "--state", directory.toString());
        assertThat(text.exitCode()).isEqualTo(3);
        assertThat(text.out()).contains(directory.toString(), "steer up");
        Run json = steer("status", "--state", directory.toString(), "-o", "json");
        assertThat(json.exitCode()).isEqualTo(3);
        assertThat(json.out().strip())
                .isEqualTo("{\"gateway\":null,\"tracker\":null,\"kafka\":null,\"postgres\":null,\"services\":{},"
                        + "\"state\":\"stopped\"}");
    }

    @Test
    void downWithoutAPlatformIsNoError() {
        Run run = steer("down", "--state", directory.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("nothing runs");
    }

    @Test
    void aCommandWithoutAPlatformSaysHowToGetOne() {
        Run run = steer("task", "list", "--state", directory.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no platform runs").contains("steer up");
    }

    @Test
    void aGatewayThatDoesNotAnswerIsNamed() {
        Run run = steer("task", "list", "--gateway", "http://127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("http://127.0.0.1:1");
    }

    @Test
    void aMissingFileIsNotFound() {
        Run run = steer(
                "dataset", "publish", "tickets", directory.resolve("no.jsonl").toString());
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("no.jsonl");
    }

    @Test
    void aProblemBecomesASentenceWithItsCodeAndAdvice() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer(
                        "GET /v1/tasks/tickets",
                        404,
                        "{\"status\":404,\"title\":\"Unknown task\",\"detail\":\"there is no task tickets\","
                                + "\"code\":\"TASK_UNKNOWN\",\"advice\":\"adapt it first\"}")) {
            Run run = steer(
                    "task", "describe", "tickets", "--gateway", gateway.uri().toString());
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("there is no task tickets", "TASK_UNKNOWN", "adapt it first");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aListIsWholeHoweverManyPagesItHas() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("GET /v1/tasks?limit=500", 200, "{\"items\":[{\"task\":\"one\"}],\"next\":\"b25l\"}")
                .answer("GET /v1/tasks?after=b25l&limit=500", 200, "{\"items\":[{\"task\":\"two\"}]}")) {
            Run run = steer("task", "list", "--gateway", gateway.uri().toString(), "-o", "json");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out().strip()).isEqualTo("{\"items\":[{\"task\":\"one\"},{\"task\":\"two\"}]}");
        }
    }

    @Test
    void anOptionThatCanNeverBeRightIsAUsageError() throws Exception {
        Path rows = Files.writeString(directory.resolve("rows.jsonl"), "{\"prompt\":\"a\",\"completion\":\"b\"}\n");
        String[] command = {"engine", "logprobs", "--input", rows.toString(), "--model", "model.gguf"};
        for (String[] wrong : new String[][] {
            {"--confidence", "2"},
            {"--strength", "NaN"},
            {"--type", "float8"},
            {"--device", "tpu"},
            {"--model", "pypi:x"}
        }) {
            String[] asked = Arrays.copyOf(command, command.length + 2);
            System.arraycopy(wrong, 0, asked, command.length, 2);
            if (wrong[0].equals("--model"))
                asked = new String[] {"engine", "logprobs", "--input", rows.toString(), wrong[0], wrong[1]};
            Run run = steer(asked);
            assertThat(run.exitCode()).as(wrong[0]).isEqualTo(2);
            assertThat(run.err()).contains(wrong[1].equals("2") ? "2.0" : wrong[1]);
        }
    }

    @Test
    void everyCommandTakesTheModelCacheByTheSameOption() {
        List<String> found = new ArrayList<>();
        for (List<String> command : everyCommand().toList()) {
            CommandLine line = Steer.commandLine();
            for (String name : command) line = line.getSubcommands().get(name);
            var option = line.getCommandSpec().findOption("--model-cache");
            if (option == null) continue;
            found.add(String.join(" ", command));
            assertThat(((Field) option.userObject()).getDeclaringClass()).isEqualTo(ModelCacheOption.class);
        }
        assertThat(found)
                .contains("up", "demo", "engine bench", "engine logprobs", "engine generate", "engine quantize");
    }

    @Test
    void theEngineRefusesWhatCannotBe() throws Exception {
        assertThat(steer("engine", "generate", "--prompt", "hello", "--compare").err())
                .contains("--compare needs an adapter");
        assertThat(steer("engine", "generate", "--prompt", "hello", "--mode", "warm")
                        .exitCode())
                .isEqualTo(2);
        assertThat(steer("engine", "quantize", "--model", "m.gguf", "--type", "int3")
                        .err())
                .contains("int3", "bfloat16, int8, int4");
        assertThat(steer("engine", "merge", "--model", "m.gguf", "--out", "o", "--type", "int8")
                        .exitCode())
                .isEqualTo(2);
        assertThat(steer("engine", "inspect", directory.resolve("no.gguf").toString())
                        .exitCode())
                .isEqualTo(3);
        Path messages = Files.writeString(directory.resolve("messages.json"), "[{\"role\":\"user\"}]");
        assertThat(steer("engine", "generate", "--messages", messages.toString())
                        .err())
                .contains("role and content");
    }

    @Test
    void inspectTellsAsOneLineOfJson() throws Exception {
        Files.writeString(directory.resolve("adapter_config.json"), "{\"peft_type\":\"VERA\\u001b[2J\"}");
        Run text = steer("engine", "inspect", directory.toString());
        assertThat(text.out()).contains("PEFT adapter", "VERA?[2J").doesNotContain("\u001b");
        Run json = steer("engine", "inspect", directory.toString(), "-o", "json");
        assertThat(json.exitCode()).isZero();
        assertThat(json.out().strip().lines()).hasSize(1);
        assertThat(json.out()).contains("\"kind\":\"adapter\"", "\"unsupported\":[");
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

    @Test
    void waitingTooLongIsATimeout() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/generations", 202, "{\"id\":\"g1\",\"state\":\"queued\"}")
                .answer("GET /v1/generations/g1", 200, "{\"id\":\"g1\",\"state\":\"running\"}")) {
            Run run = steer(
                    "generate",
                    "hello",
                    "--timeout",
                    "1",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err()).contains("g1");
        }
    }

    @Test
    void generateSendsWhatWasAskedAndPrintsTheAnswer() throws Exception {
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/generations", 202, "{\"id\":\"g1\",\"state\":\"queued\"}")
                .answer(
                        "GET /v1/generations/g1",
                        200,
                        "{\"id\":\"g1\",\"state\":\"succeeded\",\"result\":{\"state\":\"succeeded\",\"choices\":"
                                + "[{\"index\":0,\"text\":\"Hello.\"}],\"receipt\":{\"mode\":\"steered\",\"seed\":7,"
                                + "\"strength_applied\":-3.5,\"confidence\":0.1,\"tokens\":2,\"changed_tokens\":1}}}")) {
            Run run = steer(
                    "generate",
                    "hello",
                    "--task",
                    "tickets",
                    "--mode",
                    "steered",
                    "--strength",
                    "-3.5",
                    "--max-tokens",
                    "9",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Hello.", "strength -3.500", "1 changed");
            assertThat(gateway.requests().get(0))
                    .contains("\"task\":\"tickets\"", "\"mode\":\"steered\"", "\"strength\":-3.5", "\"max_tokens\":9");
        }
    }

    @Test
    void generateSendsHowTokensAreChosenAndShowsLogProbabilities(@TempDir Path folder) throws Exception {
        Path schema = Files.writeString(folder.resolve("schema.json"), "{\"type\":\"integer\"}");
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/generations", 202, "{\"id\":\"g1\",\"state\":\"queued\"}")
                .answer(
                        "GET /v1/generations/g1",
                        200,
                        "{\"id\":\"g1\",\"state\":\"succeeded\",\"result\":{\"state\":\"succeeded\",\"choices\":"
                                + "[{\"index\":0,\"text\":\"7\",\"score\":-0.125,\"logprobs\":{\"content\":[{\"token\":\"7\","
                                + "\"logprob\":-0.25,\"top_logprobs\":[{\"token\":\"\\n\",\"logprob\":-1.5}]}]}}]}}")) {
            Run run = steer(
                    "generate",
                    "hello",
                    "--json-schema",
                    schema.toString(),
                    "--beam-width",
                    "3",
                    "--length-penalty",
                    "0.5",
                    "--top-logprobs",
                    "2",
                    "--logit-bias",
                    "12=-4.5",
                    "--min-tokens",
                    "1",
                    "--repetition-penalty",
                    "1.2",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("score -0.125", "-0.2500  \"7\"", "-1.5000  \"\\n\"");
            assertThat(gateway.requests().get(0))
                    .contains(
                            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"integer\"}}}")
                    .contains("\"beam_width\":3", "\"length_penalty\":0.5", "\"logprobs\":true", "\"top_logprobs\":2")
                    .contains("\"logit_bias\":{\"12\":-4.5}", "\"min_tokens\":1", "\"repetition_penalty\":1.2");
            assertThat(steer("generate", "hello", "--json", "--json-schema", schema.toString())
                            .exitCode())
                    .isEqualTo(2);
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
    void aReplayIsStartedWithItsGoldAndItsReportPrinted(@TempDir Path folder) throws Exception {
        Path gold = Files.writeString(
                folder.resolve("gold.jsonl"),
                "{\"prompt\":\"a\",\"completion\":\"b\"}\n\n{\"request\":\"r-1\",\"reference\":\"c\"}\n");
        String ended =
                "{\"replay\":\"n\",\"task\":\"tickets\",\"state\":\"succeeded\",\"ended_at\":\"2026-01-02T03:04:05Z\","
                        + "\"settings\":{\"profile_version\":2},\"report\":{\"compared\":4,\"changed\":1,\"changed_share\":{\"value\":0.25,"
                        + "\"low\":0,\"high\":0.75},\"original_versions\":{\"1\":4},\"removed\":3,\"references\":{\"n\":2,\"wins\":1,"
                        + "\"losses\":0,\"p_value\":1.0}}}";
        try (LoopbackGateway gateway = new LoopbackGateway()
                .answer("POST /v1/tasks/tickets/replays", 202, "{\"replay\":\"n\"}")
                .answer("GET /v1/tasks/tickets/replays/n", 200, ended)
                .answer(
                        "GET /v1/tasks/tickets/replays/n/items?changed=true&limit=10",
                        200,
                        "{\"items\":[{\"original\":\"r-1\",\"before\":\"x\",\"after\":\"c\",\"comparison\":"
                                + "{\"first_differing_token\":0,\"exact_before\":false,\"exact_after\":true}}]}")) {
            String[] door = {"--gateway", gateway.uri().toString()};
            Run run = steer(
                    "replay",
                    "--task",
                    "tickets",
                    "--profile",
                    "2",
                    "--since",
                    "2026-01-01T00:00:00Z",
                    "--gold",
                    gold.toString(),
                    door[0],
                    door[1]);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("compared 4, changed 1")
                    .contains("3 had been removed by retention")
                    .contains("1 won, 0 lost")
                    .contains("x -> c");
            assertThat(gateway.requests().get(0))
                    .contains("\"profile_version\":2,\"since\":\"2026-01-01T00:00:00Z\"")
                    .contains("{\"reference\":\"b\",\"prompt\":\"a\"},{\"reference\":\"c\",\"request\":\"r-1\"}");
            assertThat(steer("replay", "--task", "tickets", "--profile", "2", "--since", "soon", door[0], door[1])
                            .err())
                    .contains("--since is \"soon\"");
        }
    }

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

    private static void adapt(String gateway, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("task", "adapt", "tickets", "--dataset", "tickets", "--no-wait"));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of("--gateway", gateway));
        assertThat(steer(arguments.toArray(new String[0])).exitCode()).isZero();
    }
}
