package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer generate}. */
class GenerateTest {
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
    void theTextIsPrintedAsItIsMadeAndWhatTheStreamLackedFromTheResult() throws Exception {
        String chunk = "event: chunk\ndata: {\"choice\":0,\"text\":\"%s\"}\n\n";
        String result =
                "{\"state\":\"succeeded\",\"request\":\"g1\",\"choices\":[{\"index\":0,\"text\":\"Hello there.\"}],"
                        + "\"receipt\":{\"mode\":\"base\",\"seed\":7,\"tokens\":3,\"changed_tokens\":0}}";
        try (var gateway = new LoopbackGateway()
                .answer(
                        "POST /v1/generations",
                        200,
                        chunk.formatted("Hello") + ": still here\n\n" + "event: result\ndata: " + result + "\n\n")) {
            Run run = steer(
                    "generate", "hello", "--stream", "--gateway", gateway.uri().toString());
            assertThat(run.out()).startsWith("Hello there.\n\nbase, 3 tokens");
            assertThat(gateway.requests()).singleElement().asString().contains("\"id\":\"cli-");
        }
        // A stream that breaks: the request is known by its id.
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/generations", 200, chunk.formatted("Hello"))
                .answer(
                        "GET /v1/generations/g1",
                        200,
                        "{\"id\":\"g1\",\"state\":\"succeeded\",\"result\":" + result + "}")) {
            Run run = steer(
                    "generate",
                    "hello",
                    "--id",
                    "g1",
                    "--stream",
                    "--gateway",
                    gateway.uri().toString());
            assertThat(run.out()).startsWith("Hello there.\n");
        }
    }

    @Test
    void aFilesPromptsAreAnsweredInTheirOrder(@TempDir Path folder) throws Exception {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "one\n\n" + "more\n".repeat(40));
        try (var gateway = sayingYes()) {
            String uri = gateway.uri().toString();
            Run run = steer("generate", "--file", prompts.toString(), "--gateway", uri);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .startsWith("== line 1: one\nYes.\n\n== line 3: more\nYes.\n")
                    .contains("== line 42: more");
            assertThat(gateway.requests().stream().filter(asked -> asked.contains("\"content\":\"more\"")))
                    .hasSize(40);
            Run json = steer("generate", "--file", prompts.toString(), "-o", "json", "--gateway", uri);
            assertThat(json.out().lines()).hasSize(41).first().asString().startsWith("{\"line\":1,\"prompt\":\"one\",");
        }
    }

    @Test
    void comparingShowsEveryModeDrawnWithOneSeed() throws Exception {
        try (var gateway = sayingYes()) {
            String uri = gateway.uri().toString();
            Run run = steer("generate", "hello", "--task", "t", "--compare", "--gateway", uri);
            assertThat(run.out()).contains("== base\nYes.", "== warm\nYes.", "== steered\nYes.");
            assertThat(gateway.requests().stream()
                            .filter(asked -> asked.startsWith("POST"))
                            .map(asked -> asked.replaceAll(".*\"seed\":(\\d+).*", "$1"))
                            .distinct())
                    .hasSize(1);
            assertThat(steer("generate", "hello", "--compare", "--gateway", uri).err())
                    .contains("--task");
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
    void generateSendsARuleAndShowsWhyEveryTokenWasChosen() throws Exception {
        String token = "{\"token\":\" parcel\",\"id\":4,\"changed\":true,\"warm_choice\":{\"token\":\"\\n\",\"id\":5,"
                + "\"logprob\":-1},\"base_logprob\":-2.302585,\"warm_logprob\":-1.609438,\"steered_logprob\":-0.693147,"
                + "\"base\":[{\"token\":\"a\",\"id\":6,\"logprob\":-0.105361}],"
                + "\"steered\":[{\"token\":\" parcel\",\"id\":4,\"logprob\":-0.693147},{\"token\":\"b\",\"id\":7,"
                + "\"logprob\":null}]}";
        try (var gateway = new LoopbackGateway()
                .answer("POST /v1/generations", 202, "{\"id\":\"g1\",\"state\":\"queued\"}")
                .answer(
                        "GET /v1/generations/g1",
                        200,
                        "{\"id\":\"g1\",\"state\":\"succeeded\",\"result\":{\"state\":\"succeeded\",\"choices\":"
                                + "[{\"index\":0,\"text\":\" parcel\"}],\"receipt\":{\"mode\":\"steered\",\"rule\":"
                                + "\"delta+log_ratio\",\"tokens\":1,\"changed_tokens\":1,\"explained\":2}},"
                                + "\"explanations\":[{\"index\":0,\"tokens\":[" + token + "]}]}")) {
            String address = gateway.uri().toString();
            String[] asked = {"generate", "hello", "--task", "tickets", "--rule", "joint", "--explain", "2"};
            Run run = steer(Stream.concat(Stream.of(asked), Stream.of("--gateway", address))
                    .toArray(String[]::new));
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "\" parcel\"  base 10.0, warm 20.0, steered 50.0  changed by steering: warm alone would have"
                                    + " chosen \"\\n\"",
                            "    base     \"a\" 90.0",
                            "    steered  \" parcel\" 50.0  \"b\" ?",
                            "steered along delta+log_ratio, 1 tokens, 1 changed")
                    .doesNotContain("    warm  ");
            assertThat(gateway.requests().get(0)).contains("\"steering\":{\"rule\":\"joint\",\"explain\":2}");

            Run json = steer(Stream.concat(Stream.of(asked), Stream.of("-o", "json", "--gateway", address))
                    .toArray(String[]::new));
            assertThat(json.out()).contains("\"explanations\":[{\"index\":0");
        }
    }

    /** Answers whatever is asked. */
    private static LoopbackGateway sayingYes() throws Exception {
        return new LoopbackGateway()
                .answer("POST /v1/generations", 202, "{\"id\":\"g1\",\"state\":\"queued\"}")
                .answer(
                        "GET /v1/generations/g1",
                        200,
                        "{\"id\":\"g1\",\"state\":\"succeeded\",\"result\":{\"state\":\"succeeded\",\"choices\":"
                                + "[{\"index\":0,\"text\":\"Yes.\"}]}}");
    }
}
