package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.FollowFlags;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.GatewayClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts once more what failed. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Starts an adaptation that failed or was cancelled once more, with the same dataset and settings: a"
                        + " task's newest, or the one named with --adaptation. Follows it unless told otherwise.")
final class TaskRetryCommand implements Callable<Integer> {
    @Mixin
    private AdaptationChoice chosen;

    @Mixin
    private FollowFlags following;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        String failed = chosen.id(client, "retry");
        JsonNode accepted = client.operations().retry(failed);
        String again = accepted.path("adaptation").asText();
        if (!following.follows()) {
            output.print(accepted, writer -> writer.println("accepted as adaptation " + again));
            return ExitCode.OK.code();
        }
        output.narrate("adaptation " + again + " of task " + chosen.task() + ", as " + failed + " was started");
        return TaskCommand.followed(client, chosen.task(), again, following.limit(), output);
    }
}
