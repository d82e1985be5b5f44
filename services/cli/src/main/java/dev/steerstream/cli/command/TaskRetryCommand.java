package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.GatewayClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts once more what failed. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Starts an adaptation that failed or was cancelled once more, with the same dataset and settings: a"
                        + " task's newest, or the one named with --adaptation. Follows it unless told otherwise.")
final class TaskRetryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--adaptation", paramLabel = "ID", description = "Default: the task's newest.")
    private String adaptation;

    @Option(names = "--no-wait", description = "Return as soon as the new adaptation is accepted.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = TaskCommand.DAY,
            description = "How long to follow it. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        String failed = adaptation != null ? adaptation : TaskCommand.newest(client, task, "retry");
        JsonNode accepted = client.operations().retry(failed);
        String again = accepted.path("adaptation").asText();
        if (noWait) {
            output.print(accepted, writer -> writer.println("accepted as adaptation " + again));
            return ExitCode.OK.code();
        }
        output.narrate("adaptation " + again + " of task " + task + ", as " + failed + " was started");
        return TaskCommand.followed(client, again, timeout, output);
    }
}
