package dev.steerstream.cli.command.platform;

import dev.steerstream.cli.command.option.ModelOption;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.platform.PlatformProcess;
import dev.steerstream.cli.platform.PlatformStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local platform in the background. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the local platform in the background and waits until it is ready. Where it already runs,"
                + " says so.")
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Mixin
    private ModelOption model;

    @Mixin
    private Output output;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to wait for it. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Override
    public Integer call() throws Exception {
        var platform = new PlatformProcess(state.directory());
        Optional<PlatformStatus> running = platform.running();
        PlatformStatus status;
        if (running.isPresent()) {
            output.narrate("already running (pid " + running.get().processId() + ")");
            status = running.get();
        } else {
            output.narrate("starting the platform in " + state.directory().root());
            status = platform.awaitReady(
                    platform.launch(model.arguments()), Duration.ofSeconds(timeout), output::narrate);
        }
        StatusText.print(status, state.directory(), output);
        return 0;
    }
}
