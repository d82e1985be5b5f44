package dev.steerstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code engine generate} on the default model. */
class EngineGenerateIT {
    private record Run(int exitCode, String out, String err) {}

    @TempDir
    private Path folder;

    private static Run generate(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("engine", "generate"));
        all.addAll(List.of(arguments));
        String model = System.getenv("STEERSTREAM_TEST_MODEL");
        if (model != null) all.addAll(List.of("--model", model));
        int exitCode = Steer.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Test
    void anAnswerIsHeldToASchemaAndExplained() throws Exception {
        Path schema = Files.writeString(
                folder.resolve("ticket.json"),
                "{\"type\": \"object\", \"properties\": {\"team\": {\"enum\": [\"payment\", \"delivery\"]},"
                        + " \"urgent\": {\"type\": \"boolean\"}}, \"required\": [\"team\", \"urgent\"],"
                        + " \"additionalProperties\": false}");
        Run run = generate(
                "--prompt",
                "My parcel never came.",
                "--json-schema",
                schema.toString(),
                "--top-logprobs",
                "2",
                "--max-tokens",
                "40");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        JsonNode answer = new ObjectMapper().readTree(lines.get(0));
        assertThat(answer.path("team").asText()).isIn("payment", "delivery");
        assertThat(answer.path("urgent").isBoolean()).isTrue();
        assertThat(answer.size()).isEqualTo(2);
        assertThat(lines.get(1)).as("a token").matches("  +-?\\d+\\.\\d{4}  \".*\"");
        assertThat(lines.get(2)).as("the most probable one at its place").matches("      +-?\\d+\\.\\d{4}  \".*\"");
    }

    @Test
    void aSchemaThatCannotBeHeldToIsRefusedByName() throws Exception {
        Path schema = Files.writeString(folder.resolve("pattern.json"), "{\"type\": \"string\", \"pattern\": \"a+\"}");
        Run run = generate("--prompt", "hello", "--json-schema", schema.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("pattern");
    }
}
