package dev.steerstream.cli;

import static dev.steerstream.cli.Shell.steer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.cli.Shell.Run;
import dev.steerstream.cli.command.option.ModelCacheOption;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What a shell sees of every command: output, errors and exit codes. */
class SteerTest {
    @TempDir
    Path directory;

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
}
