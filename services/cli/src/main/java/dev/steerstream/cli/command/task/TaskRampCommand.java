package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.GatewayClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a share of a task's requests another version of its profile, shows how both compare, or ends it. */
@Command(
        name = "ramp",
        description =
                "Gives a share of a task's requests another version of its profile; shows how the two arms compare; or ends"
                        + " the ramp, so that the next request takes the version in force.")
final class TaskRampCommand implements Callable<Integer> {
    // Not by the mixin: its --version would be the program's.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(names = "--share", paramLabel = "NUMBER", description = "Share of the requests, above 0 and below 1.")
    private Double share;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Goes to the audit.")
    private String reason;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    /** One of the three. */
    static final class What {
        @Option(names = "--version", paramLabel = "N", description = "Which version; needs --share.")
        private Long version;

        @Option(names = "--show", description = "The newest ramp and its two arms.")
        private boolean show;

        @Option(names = "--stop", description = "End the ramp.")
        private boolean stop;
    }

    @Override
    public Integer call() throws Exception {
        if ((what.version != null) != (share != null)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--version and --share belong together: which version, and how many requests");
        }
        GatewayClient client = gateway.client();
        if (what.show) {
            JsonNode ramp = client.ramp(task);
            output.print(ramp, writer -> RampText.show(ramp, writer));
            return ExitCode.OK.code();
        }
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (what.version != null) body.put("version", what.version);
        if (what.stop) body.put("share", 0);
        else body.put("share", share);
        if (reason != null) body.put("reason", reason);
        JsonNode answer = client.ramp(task, body);
        output.print(
                answer,
                writer -> writer.println((what.stop ? "stop the ramp" : "ramp version " + what.version) + " of task "
                        + task + ": " + answer.path("outcome").asText()));
        return ExitCode.OK.code();
    }
}
