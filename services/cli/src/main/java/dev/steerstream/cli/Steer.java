package dev.steerstream.cli;

import dev.steerstream.cli.command.dataset.DatasetCommand;
import dev.steerstream.cli.command.engine.EngineCommand;
import dev.steerstream.cli.command.evaluation.EvaluateCommand;
import dev.steerstream.cli.command.evaluation.ReplayCommand;
import dev.steerstream.cli.command.generation.BatchCommand;
import dev.steerstream.cli.command.generation.GenerateCommand;
import dev.steerstream.cli.command.operation.DeadLetterCommand;
import dev.steerstream.cli.command.operation.GroupCommand;
import dev.steerstream.cli.command.operation.KeyCommand;
import dev.steerstream.cli.command.platform.CompletionCommand;
import dev.steerstream.cli.command.platform.ContextCommand;
import dev.steerstream.cli.command.platform.DemoCommand;
import dev.steerstream.cli.command.platform.DoctorCommand;
import dev.steerstream.cli.command.platform.DownCommand;
import dev.steerstream.cli.command.platform.LogsCommand;
import dev.steerstream.cli.command.platform.OpenCommand;
import dev.steerstream.cli.command.platform.PlatformCommand;
import dev.steerstream.cli.command.platform.StatusCommand;
import dev.steerstream.cli.command.platform.UpCommand;
import dev.steerstream.cli.command.task.TaskCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The top of the command tree. */
@Command(
        name = "steer",
        mixinStandardHelpOptions = true,
        versionProvider = Steer.Version.class,
        description = "Adapts language models to tasks by steered decoding, over Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "To see it all at once: steer demo. To run the tests: steer test [--all].",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 5 timeout."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            OpenCommand.class,
            DoctorCommand.class,
            DatasetCommand.class,
            TaskCommand.class,
            EvaluateCommand.class,
            GenerateCommand.class,
            BatchCommand.class,
            ReplayCommand.class,
            DeadLetterCommand.class,
            GroupCommand.class,
            KeyCommand.class,
            ContextCommand.class,
            EngineCommand.class,
            PlatformCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Steer {
    // Held, because the JDK forgets the level of a logger that nobody refers to.
    private static final Logger LIBRARIES = Logger.getLogger("");

    private Steer() {}

    public static void main(String[] arguments) {
        // What libraries log is for the platform's log file (PlatformCommand); a terminal shows what the commands say.
        LIBRARIES.setLevel(Level.OFF);
        // UTF-8 whatever the locale says: answers have every character.
        CommandLine commandLine = commandLine()
                .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(commandLine.execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Steer())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureReport())
                .setUsageHelpAutoWidth(true);
    }

    /** From the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Steer.class.getPackage().getImplementationVersion();
            return new String[] {"steer " + (version == null ? "(not packaged)" : version)};
        }
    }
}
