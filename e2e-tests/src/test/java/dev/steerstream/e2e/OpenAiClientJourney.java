package dev.steerstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with the official client for Python: it fine-tunes, asks whole and streamed, and runs a batch, all on the real platform. */
class OpenAiClientJourney {
    private static final String CLIENT = "openai==3.57.0";
    private static final String TASK = "from-openai";

    private static Path python;
    private static JsonNode seen;

    @BeforeAll
    static void theClientRuns(@TempDir Path folder) throws Exception {
        python = python(folder.resolve("client"));
        Path rows = folder.resolve("rows.jsonl");
        Files.writeString(
                rows,
                TicketRows.rows(96).stream().map(OpenAiClientJourney::line).collect(Collectors.joining("\n")));
        LocalPlatform platform = LocalPlatform.shared();
        Path script = script();
        seen = Gateway.JSON.readTree(run(List.of(
                python.toString(), script.toString(), platform.gateway().address() + "/v1", rows.toString(), TASK)));
    }

    private static String line(Object row) {
        try {
            return Gateway.JSON.writeValueAsString(row);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Path script() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(OpenAiClientJourney.class.getResource("/openai_client.py"))
                .toURI());
    }

    /** The interpreter of an environment of its own, with the client in it. */
    private static Path python(Path environment) throws Exception {
        run(List.of("python3", "-m", "venv", environment.toString()));
        Path python = environment.resolve("bin").resolve("python");
        run(List.of(python.toString(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", CLIENT));
        return python;
    }

    /** What the command printed; its errors go where the test's do. */
    private static String run(List<String> command) throws Exception {
        Path output = Files.createTempFile("openai-client-", ".out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).as(command.toString()).isTrue();
        assertThat(process.exitValue()).as(command.toString()).isZero();
        String printed = Files.readString(output);
        Files.delete(output);
        return printed;
    }

    /** The blocks of the document that are for a shell, as one script. */
    @Test
    void everyCommandOfTheDocumentWorks(@TempDir Path folder) throws Exception {
        Matcher blocks = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "ops", "docs", "api.md")));
        StringBuilder script = new StringBuilder("set -euo pipefail\ncd " + folder + "\n");
        while (blocks.find()) script.append(blocks.group(1));
        String printed = run(List.of(
                "env",
                "KEY=none",
                "GATEWAY=" + LocalPlatform.shared().gateway().address(),
                "bash",
                "-c",
                script.toString()));
        assertThat(printed).contains("\"object\":\"chat.completion\"", "data: [DONE]", "text_completion", "batch_");
    }

    /** The block for Python, with this platform's address, key and task in it. */
    @Test
    void theDocumentsExampleInPythonWorks() throws Exception {
        Matcher block = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "ops", "docs", "api.md")));
        assertThat(block.find()).isTrue();
        String example = block.group(1)
                .replace(
                        "http://127.0.0.1:PORT",
                        LocalPlatform.shared().gateway().address().toString())
                .replace("open(\".steer/operator-key\").read().strip()", "\"none\"")
                .replace("\"support\"", "\"" + TASK + "\"");
        assertThat(example).contains("\"none\"", TASK);
        run(List.of(python.toString(), "-c", example));
    }

    @Test
    void aFileBecomesATaskThatAnswersAsAModel() {
        assertThat(seen.path("job").asText()).as(seen.toString()).isEqualTo("succeeded");
        assertThat(seen.path("model").asText()).isEqualTo(TASK + "@1");
        assertThat(seen.path("events").get(0).asText()).contains(TASK + "@1");
        assertThat(seen.path("checkpoints").get(0).asText()).isEqualTo(TASK + "@1");
        assertThat(seen.path("parent_is_listed").asBoolean())
                .as(seen.path("parent").asText())
                .isTrue();
    }

    @Test
    void streamedAndWholeAnswersAreEqual() {
        assertThat(seen.path("whole").get(0).asText()).isNotEmpty();
        for (String part : List.of("logprobs", "explanations", "usage", "reasons")) {
            assertThat(seen.path("streamed_" + part)).as(part).isEqualTo(seen.path(part));
        }
        assertThat(seen.path("streamed")).isEqualTo(seen.path("whole"));
        // Each with its own tokens' log-probabilities, not all with the last.
        assertThat(seen.path("chunks_with_logprobs").asInt()).isGreaterThan(4);
        JsonNode explained = seen.path("explanations").get(0).get(0);
        assertThat(explained.path("base")).hasSize(3);
        assertThat(explained.path("warm")).hasSize(3);
        assertThat(explained.path("steered")).isNotEmpty();
        assertThat(String.join("", tokens(0)))
                .isEqualTo(seen.path("whole").get(0).asText());
    }

    private static List<String> tokens(int choice) {
        return Gateway.JSON.convertValue(
                seen.path("logprobs").get(choice),
                Gateway.JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    @Test
    void anAnswerCarriesItsReceipt() {
        JsonNode receipt = seen.path("receipt");
        assertThat(receipt.path("mode").asText()).isEqualTo("steered");
        assertThat(receipt.path("profile_version").asInt()).isEqualTo(1);
        assertThat(receipt.path("explained").asInt()).isEqualTo(3);
        assertThat(receipt.path("rule").asText()).isNotEmpty();
        assertThat(receipt.path("adapter_digest").asText()).matches("[0-9a-f]{64}");
        assertThat(seen.path("streamed_receipt").path("adapter_digest")).isEqualTo(receipt.path("adapter_digest"));
    }

    @Test
    void formsLogprobsErrorsAndBatchesAreThoseOfTheApi() {
        assertThat(List.of("network", "billing"))
                .contains(seen.path("shaped").path("team").asText());
        assertThat(seen.path("completion_tokens").asInt()).isEqualTo(4);
        assertThat(seen.path("refused").toString()).isEqualTo("[\"unsupported_parameter\",\"tools\"]");
        assertThat(seen.path("unknown").asText()).isEqualTo("model_not_found");
        assertThat(seen.path("batch").asText()).isEqualTo("completed");
        assertThat(seen.path("batch_ids").toString()).isEqualTo("[\"line-0\",\"line-1\",\"line-2\"]");
        assertThat(seen.path("batch_codes").toString()).isEqualTo("[200,200,200]");
        assertThat(seen.path("deleted").asBoolean()).isTrue();
    }
}
