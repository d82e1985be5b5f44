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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        // The answer may have lines of its own; its tokens stand below, each with the most probable ones at its place.
        Matcher parts =
                Pattern.compile("(?s)(\\{.*?\\})\n( +-?\\d+\\.\\d{4}  \".*)").matcher(run.out());
        assertThat(parts.find()).as(run.out()).isTrue();
        JsonNode answer = new ObjectMapper().readTree(parts.group(1));
        assertThat(answer.path("team").asText()).isIn("payment", "delivery");
        assertThat(answer.path("urgent").isBoolean()).isTrue();
        assertThat(answer.size()).isEqualTo(2);
        List<String> tokens = parts.group(2).lines().toList();
        assertThat(tokens.get(0)).matches("  +-?\\d+\\.\\d{4}  \".*\"");
        assertThat(tokens.subList(1, 3)).allMatch(line -> line.matches("      +-?\\d+\\.\\d{4}  \".*\""));
    }

    @Test
    void aSchemaThatCannotBeHeldToIsRefusedByName() throws Exception {
        Path schema = Files.writeString(folder.resolve("pattern.json"), "{\"type\": \"string\", \"pattern\": \"a+\"}");
        Run run = generate("--prompt", "hello", "--json-schema", schema.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("pattern");
    }
}
