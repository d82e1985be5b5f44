package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a task's profile out of force. */
@Command(
        name = "retire",
        mixinStandardHelpOptions = true,
        description =
                "Takes a task's profile out of force: it takes no new steered requests until a version is promoted"
                        + " again. What it holds stays.")
final class TaskRetireCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Goes to the audit.")
    private String reason;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (reason != null) body.put("reason", reason);
        JsonNode answer = gateway.client().operations().retire(task, body);
        output.print(
                answer,
                writer -> writer.println(
                        "retire task " + task + ": " + answer.path("outcome").asText()));
        return ExitCode.OK.code();
    }
}
