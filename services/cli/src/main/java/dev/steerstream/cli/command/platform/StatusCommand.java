package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.platform.PlatformStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what of the local platform runs, and where. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what of the local platform runs, and where. Exit code 3 where none runs.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        Optional<PlatformStatus> running = PlatformStatus.running(state.directory());
        if (running.isPresent()) {
            StatusText.print(running.get(), state.directory(), output);
            return ExitCode.OK.code();
        }
        ObjectNode json = Output.MAPPER.createObjectNode();
        for (String member : new String[] {"gateway", "tracker", "kafka", "postgres"}) json.putNull(member);
        json.putObject("services");
        json.put("state", "stopped");
        output.print(
                json,
                writer -> writer.println(
                        "no platform runs on " + state.directory().root() + "; start one with steer up"));
        return ExitCode.NOT_FOUND.code();
    }
}
