package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.exchange.ProfileFolder;
import dev.steerstream.cli.gateway.GatewayClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a task's profile for another installation. */
@Command(
        name = "export",
        description =
                "Writes a task's steering profile with its adapter into a folder that another installation imports"
                        + " and that PEFT loads.")
final class TaskExportCommand implements Callable<Integer> {
    // Not by the mixin: its --version would be the program's.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--task", required = true, paramLabel = "NAME", description = "Name of the task.")
    private String task;

    @Option(names = "--version", paramLabel = "NUMBER", description = "Of the profile. Default: the one in force.")
    private Long version;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "A new or empty folder.")
    private Path folder;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        long exported = version != null ? version : inForce(client);
        ObjectNode manifest = new ProfileFolder(folder).write(client.exportProfile(task, exported));
        output.print(
                manifest,
                writer -> writer.println(
                        "profile version " + exported + " of task " + task + " is in " + folder + ": strength "
                                + TaskText.number(manifest.path("strength")) + ", adapter "
                                + manifest.path("adapter_digest").asText() + ", for "
                                + manifest.path("model").asText() + " (sha256 "
                                + manifest.path("model_digest").asText() + ")"));
        return ExitCode.OK.code();
    }

    private long inForce(GatewayClient client) throws Exception {
        long found = client.task(task).path("profile").path("version").asLong();
        if (found > 0) return found;
        throw new CommandException(
                ExitCode.NOT_FOUND, "task \"" + task + "\" has no profile in force: name one with --version");
    }
}
