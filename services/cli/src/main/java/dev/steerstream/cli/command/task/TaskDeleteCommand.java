package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a task. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description =
                "Deletes a task for good, with its profiles, vectors, adapters, evaluations and replays. Audited.")
final class TaskDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--yes", required = true, description = "Must be given: nothing brings it back.")
    private boolean yes;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        JsonNode answer = gateway.client().operations().deleteTask(task);
        output.print(
                answer,
                writer -> writer.println(
                        "delete task " + task + ": " + answer.path("outcome").asText()));
        return ExitCode.OK.code();
    }
}
