package dev.steerstream.cli.command.platform;

import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelOption;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.platform.Installation;
import dev.steerstream.cli.platform.LocalPlatform;
import dev.steerstream.cli.platform.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The platform's own process; {@code up} and {@code demo} start it. */
@Command(
        name = "platform",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "The local platform's own process.",
        subcommands = PlatformCommand.Run.class)
public final class PlatformCommand {
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);

    /** Runs the platform until it is told to end. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Runs the local platform in this process until Ctrl-C or SIGTERM.")
    static final class Run implements Callable<Integer> {
        @Mixin
        private StateOption state;

        @Mixin
        private ModelOption model;

        @Option(names = "--broker-log-level", defaultValue = "WARNING", hidden = true)
        private String brokerLogLevel;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() throws Exception {
            StateDirectory directory = state.directory().create();
            logTo(directory);
            var platform = new LocalPlatform(Installation.ofLauncher(), directory, model.settings(), this::narrate);
            // Ctrl-C, SIGTERM and a failed start all end here: in order, once.
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "stop-platform"));
            platform.start();
            if (!platform.awaitReady(READY_LIMIT)) {
                narrate("not every service is ready after " + READY_LIMIT.toMinutes() + " min; see steer status");
            }
            Thread.currentThread().join();
            return ExitCode.OK.code();
        }

        private void narrate(String sentence) {
            var writer = command.commandLine().getOut();
            synchronized (writer) {
                writer.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
                writer.flush();
            }
        }

        private void logTo(StateDirectory directory) throws IOException {
            Files.createDirectories(directory.logs());
            Logger root = Logger.getLogger("");
            for (Handler console : root.getHandlers()) root.removeHandler(console);
            Handler file = new FileHandler(directory.log("kafka").toString(), 8 * 1024 * 1024, 1, true);
            file.setFormatter(new SimpleFormatter());
            root.addHandler(file);
            root.setLevel(Level.parse(brokerLogLevel));
        }
    }
}
