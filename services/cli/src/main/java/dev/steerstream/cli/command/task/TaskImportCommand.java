package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.AdaptationBars;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.exchange.ProfileFolder;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.model.files.StrictJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts an exported profile in force. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Puts a steering profile that was exported elsewhere in force. Refused where a file was changed, or"
                        + " where it was made for another base model than is served here.")
final class TaskImportCommand implements Callable<Integer> {
    private static final int LARGEST_MANIFEST = 1 << 20;

    @Parameters(paramLabel = "DIR", description = "A folder that task export wrote.")
    private Path folder;

    @Option(names = "--task", paramLabel = "NAME", description = "Default: the name that it had.")
    private String task;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Id under which it is stored. Default: one that follows from task and content.")
    private String id;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait until it is in force. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        byte[] zip = new ProfileFolder(folder).pack();
        String name = task != null
                ? task
                : StrictJson.read(folder.resolve(ProfileFolder.MANIFEST), LARGEST_MANIFEST)
                        .path("task")
                        .asText();
        GatewayClient client = gateway.client();
        JsonNode accepted = client.importProfile(name, id, zip);
        String adaptation = accepted.path("adaptation").asText();
        JsonNode ended;
        try (var bars = new AdaptationBars(false, sentence -> {})) {
            ended = new Adaptation(client, name, adaptation).follow(Duration.ofSeconds(timeout), bars);
        }
        output.print(
                ended,
                writer -> writer.println("task " + name + ": profile version "
                        + ended.path("profile_version").asText() + " is in force, imported as adaptation "
                        + adaptation));
        if (Adaptation.state(ended).equals("succeeded")) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, TaskText.end(adaptation, ended));
    }
}
