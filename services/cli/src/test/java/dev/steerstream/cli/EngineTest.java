package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell sees of {@code steer engine}, as far as no model is needed. */
class EngineTest {
    @TempDir
    Path directory;

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
}
