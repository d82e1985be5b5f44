package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.platform.PlatformProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the local platform. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the local platform in order and keeps its data. Where none runs, says so.")
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        boolean stopped = new PlatformProcess(state.directory()).stop();
        ObjectNode json = Output.MAPPER.createObjectNode().put("stopped", stopped);
        output.print(
                json,
                writer -> writer.println(
                        stopped
                                ? "stopped"
                                : "nothing runs on " + state.directory().root()));
        return 0;
    }
}
