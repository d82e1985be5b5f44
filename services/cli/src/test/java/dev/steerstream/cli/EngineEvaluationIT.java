package dev.steerstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From rows to a judged adapter without a platform, on the default model: train, evaluate, dose-response, compute-curve. */
@TestMethodOrder(OrderAnnotation.class)
class EngineEvaluationIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    static Path folder;

    private record Run(int exitCode, String out, String err) {}

    private static Run steer(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("engine"));
        all.addAll(List.of(arguments));
        String model = System.getenv("STEERSTREAM_TEST_MODEL");
        if (model != null) all.addAll(List.of("--model", model));
        int exitCode = Steer.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** Rows of the commonsense form, whose right answer is the even number. */
    private static Path rows(String name, int from, int count) throws Exception {
        Path file = folder.resolve(name);
        String rows = IntStream.range(from, from + count)
                .mapToObj(i -> {
                    boolean first = i % 3 == 0;
                    String answer = first ? "answer1" : "answer2";
                    return "{\"instruction\": \"Which is even?\\n\\nAnswer1: " + (first ? 2 * i : 2 * i + 1)
                            + " Answer2: "
                            + (first ? 2 * i + 1 : 2 * i) + "\\n\\nAnswer format: answer1/answer2\", \"input\": \"\","
                            + " \"output\": \"the correct answer is " + answer + "\", \"answer\": \"" + answer + "\"}";
                })
                .collect(Collectors.joining(",\n", "[", "]"));
        return Files.writeString(file, rows);
    }

    private static String adapter() {
        return folder.resolve("adapter").toString();
    }

    @Test
    @Order(1)
    void aWarmStartIsWritten() throws Exception {
        Run run = steer(
                "train",
                "--data",
                rows("train.json", 100, 16).toString(),
                "--steps",
                "4",
                "--out",
                adapter(),
                "-o",
                "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode told = MAPPER.readTree(run.out());
        assertThat(told.get("steps").asInt()).isEqualTo(4);
        assertThat(folder.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(run.err()).contains("training 4/4").contains("tokens/s").contains("left");
    }

    @Test
    @Order(2)
    void itIsJudgedWithIntervalsAndProvenance() throws Exception {
        Path page = folder.resolve("page.html");
        Run run = steer(
                "evaluate",
                "--adapter",
                adapter(),
                "--calibration",
                rows("calibration.json", 0, 24).toString(),
                "--data",
                rows("data.json", 40, 30).toString(),
                "--sample",
                "12",
                "--rule",
                "delta,mean_log_ratio,joint",
                "--choose",
                "rule_and_confidence",
                "--type",
                "float32",
                "--mode",
                "generate",
                "--max-tokens",
                "10",
                "--report",
                page.toString(),
                "--dose-points",
                "2",
                "-o",
                "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode measures = MAPPER.readTree(run.out());
        assertThat(measures.fieldNames())
                .toIterable()
                .contains("loss_full", "loss_kept", "token_accuracy", "exact_match", "choice_accuracy_sum")
                .contains("choice_accuracy_length_normalised", "generated_answer_accuracy");
        measures.forEach(measure -> {
            assertThat(measure.get("n").asInt()).isBetween(1, 12);
            for (String column : List.of("base", "warm", "steered", "steered_minus_warm")) {
                assertThat(measure.get(column).get("value").isNumber()).isTrue();
                assertThat(measure.get(column).get("low").asDouble())
                        .isLessThanOrEqualTo(measure.get(column).get("high").asDouble());
            }
            assertThat(measure.get("digests").get("data").asText()).hasSize(64);
            assertThat(measure.get("rule")).isEqualTo(measure.get("chosen_rule"));
            assertThat(measure.get("chosen_rule_reason").asText()).isNotBlank();
            assertThat(measure.get("rules").get("joint").has("fit_unmasked_mean_log_ratio"))
                    .isTrue();
        });
        assertThat(measures.get("choice_accuracy_sum").get("chance").asDouble()).isEqualTo(0.5);
        assertThat(Files.readString(page))
                .contains("<svg", "choice_accuracy_sum")
                .doesNotContain("<script");
    }

    /** The judge is a real little server that speaks as OpenAI's does. */
    @Test
    @Order(3)
    void openAnswersAreWrittenAndJudged() throws Exception {
        String row = "{\"question\": \"Is %d even?\", \"mc1_targets\": {\"Yes.\": 1, \"No.\": 0},"
                + " \"mc2_targets\": {\"Yes.\": 1, \"It is.\": 1, \"No.\": 0, \"Never.\": 0}}";
        Path questions = Files.writeString(
                folder.resolve("questions.jsonl"),
                IntStream.of(2, 4, 6).mapToObj(row::formatted).collect(Collectors.joining("\n")));
        Path key = Files.writeString(folder.resolve("key"), "sk-judge\n");
        Path answers = folder.resolve("answers.jsonl");
        List<String> authorization = new ArrayList<>();
        HttpServer judge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        judge.createContext("/v1/chat/completions", exchange -> {
            authorization.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{\"choices\": [{\"message\": {\"content\": \"yes\"}}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        judge.start();
        try {
            Run run = steer(
                    "evaluate",
                    "--adapter",
                    adapter(),
                    "--data",
                    questions.toString(),
                    "--rule",
                    "delta=-2",
                    "--mode",
                    "generate",
                    "--max-tokens",
                    "5",
                    "--open-answers",
                    answers.toString(),
                    "--judge-url",
                    "http://localhost:" + judge.getAddress().getPort() + "/v1",
                    "--judge-model",
                    "even",
                    "--judge-key-file",
                    key.toString(),
                    "-o",
                    "json");
            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonNode judged = MAPPER.readTree(run.out()).get("truthfulqa_generated_judged_true");
            assertThat(judged.get("n").asInt()).isEqualTo(3);
            assertThat(judged.get("steered").get("value").asDouble()).isEqualTo(1);
            assertThat(judged.get("meaning").asText()).contains("even");
        } finally {
            judge.stop(0);
        }
        assertThat(authorization).hasSize(9).containsOnly("Bearer sk-judge");
        List<String> lines = Files.readAllLines(answers);
        assertThat(lines).hasSize(9);
        JsonNode first = MAPPER.readTree(lines.get(0));
        assertThat(first.get("question").asText()).isEqualTo("Is 2 even?");
        assertThat(first.get("true_answers")).hasSize(2);
        assertThat(first.get("truthful").asBoolean()).isTrue();
    }

    @Test
    @Order(4)
    void everyStrengthIsPlotted() throws Exception {
        Path out = folder.resolve("dose");
        Run run = steer(
                "dose-response",
                "--adapter",
                adapter(),
                "--calibration",
                folder.resolve("calibration.json").toString(),
                "--data",
                folder.resolve("data.json").toString(),
                "--sample",
                "8",
                "--points",
                "3",
                "--answers",
                "2",
                "--max-tokens",
                "6",
                "--rule",
                "delta",
                "--out",
                out.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(out.resolve("delta.csv")).content().contains("generated_repetition", "divergence_from_warm");
        assertThat(MAPPER.readTree(out.resolve("delta.json").toFile()).get("points"))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(out.resolve("delta-loss_full.png")).isNotEmptyFile();
        assertThat(out.resolve("delta-loss_full.svg")).isNotEmptyFile();
    }

    @Test
    @Order(5)
    void anInterruptedCurveGoesOn() throws Exception {
        Path out = folder.resolve("curve");
        String[] arguments = {
            "compute-curve",
            "--train",
            folder.resolve("train.json").toString(),
            "--calibration",
            folder.resolve("calibration.json").toString(),
            "--data",
            folder.resolve("data.json").toString(),
            "--sample",
            "8",
            "--steps",
            "0,2,4",
            "--out",
            out.toString(),
            "-o",
            "json"
        };
        Run whole = steer(arguments);
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        byte[] adapter = Files.readAllBytes(out.resolve("adapter-4/adapter_model.safetensors"));
        Files.delete(out.resolve("adapter-4/complete"));
        Files.delete(out.resolve("point-4.json"));
        Run again = steer(arguments);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(Files.readAllBytes(out.resolve("adapter-4/adapter_model.safetensors")))
                .isEqualTo(adapter);
        JsonNode curve = MAPPER.readTree(again.out());
        assertThat(curve.get("points")).hasSize(3);
        JsonNode first = MAPPER.readTree(whole.out());
        assertThat(curve.get("points").get(2).get("measures"))
                .isEqualTo(first.get("points").get(2).get("measures"));
        assertThat(curve.get("steps_saved")).isNotEmpty();
        arguments[8] = "7";
        assertThat(steer(arguments).err()).contains("held_out").contains("give it a folder of its own");
    }

    @Test
    @Order(6)
    void aBadRowIsNamed() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"prompt\": \"p\"}\n");
        Run run = steer("evaluate", "--adapter", adapter(), "--rule", "delta=-3", "--data", bad.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("line 1: completion is missing, but must be a text that is not blank");
    }
}
