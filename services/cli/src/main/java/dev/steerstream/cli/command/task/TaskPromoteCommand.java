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

/** Puts a version of a task's profile in force. */
@Command(
        name = "promote",
        description =
                "Puts a version of a task's profile in force for every request. Promoting the ramped version completes its"
                        + " ramp, promoting the one in force rolls a ramp back.")
final class TaskPromoteCommand implements Callable<Integer> {
    // Not by the mixin: its --version would be the program's.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--version", required = true, paramLabel = "N", description = "Which version.")
    private long version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Goes to the audit.")
    private String reason;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        ObjectNode body = Output.MAPPER.createObjectNode();
        body.put("version", version);
        if (reason != null) body.put("reason", reason);
        JsonNode answer = gateway.client().promote(task, body);
        output.print(
                answer,
                writer -> writer.println("promote version " + version + " of task " + task + ": "
                        + answer.path("outcome").asText()));
        return ExitCode.OK.code();
    }
}
