package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.adaptation.CalibrationFlags;
import dev.steerstream.cli.command.adaptation.WarmStartFlags;
import dev.steerstream.cli.command.follow.FollowFlags;
import dev.steerstream.cli.command.follow.FollowLimit;
import dev.steerstream.cli.command.follow.Followed;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.GatewayClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tasks: what a model is adapted to, and the adaptations that do it. */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        description = "Adapts a model to tasks, and shows them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TaskCommand.Adapt.class,
            TaskCommand.ListTasks.class,
            TaskCommand.Describe.class,
            TaskCommand.Watch.class,
            TaskCommand.Cancel.class,
            TaskRetryCommand.class,
            TaskPromoteCommand.class,
            TaskRetireCommand.class,
            TaskRampCommand.class,
            TaskExportCommand.class,
            TaskImportCommand.class,
            TaskDeleteCommand.class
        })
public final class TaskCommand {
    static int followed(GatewayClient client, String task, String adaptation, Duration limit, Output output)
            throws Exception {
        Adaptation followed = new Adaptation(client, task, adaptation);
        JsonNode ended = Followed.toItsEnd(
                bars -> followed.follow(limit, bars),
                "adaptation " + adaptation + " goes on: " + followed.whatNext(),
                output);
        output.print(ended, writer -> writer.print(TaskText.adaptation(ended)));
        if (Adaptation.state(ended).equals("succeeded")) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, TaskText.end(adaptation, ended));
    }

    /** Starts an adaptation. */
    @Command(
            name = "adapt",
            mixinStandardHelpOptions = true,
            description =
                    "Adapts the base model to a task: a warm start on a sealed dataset, then the steering vector and"
                            + " its strength. Follows it unless told otherwise.")
    static final class Adapt implements Callable<Integer> {
        @Parameters(paramLabel = "TASK", description = "Name of the task.")
        private String task;

        @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "A sealed dataset.")
        private String dataset;

        @Option(
                names = "--submission",
                paramLabel = "ID",
                description = "Which of its submissions. Default: the newest.")
        private String submission;

        @Option(names = "--id", paramLabel = "ID", description = "Id of the adaptation. Default: a new one.")
        private String id;

        @Mixin
        private WarmStartFlags warmStart;

        @Mixin
        private CalibrationFlags calibration;

        @Mixin
        private FollowFlags following;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            GatewayClient client = gateway.client();
            JsonNode accepted = client.adapt(task, body());
            String adaptation = accepted.path("adaptation").asText();
            if (!following.follows()) {
                output.print(accepted, writer -> writer.println("accepted as adaptation " + adaptation));
                return ExitCode.OK.code();
            }
            output.narrate("adaptation " + adaptation + " of task " + task);
            return followed(client, task, adaptation, following.limit(), output);
        }

        private ObjectNode body() {
            ObjectNode body = Output.MAPPER.createObjectNode();
            body.put("dataset", dataset);
            if (id != null) body.put("adaptation", id);
            if (submission != null) body.put("submission", submission);
            ObjectNode settings = warmStart.settings();
            if (!settings.isEmpty()) body.set("warm_start", settings);
            ObjectNode calibrated = calibration.settings();
            if (!calibrated.isEmpty()) body.set("calibration", calibrated);
            return body;
        }
    }

    /** All tasks. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the tasks.")
    static final class ListTasks implements Callable<Integer> {
        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            output.list(gateway.client().tasks(), TaskText.LIST);
            return ExitCode.OK.code();
        }
    }

    /** One task. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a task: the profile in force with its report, and its adaptations.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "TASK", description = "Name of the task.")
        private String task;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            GatewayClient client = gateway.client();
            JsonNode described = client.task(task);
            JsonNode adaptations = client.adaptations(task);
            ObjectNode whole = described.deepCopy();
            whole.set("adaptations", adaptations);
            output.print(whole, writer -> TaskText.describe(described, adaptations, writer));
            return ExitCode.OK.code();
        }
    }

    /** Follows an adaptation. */
    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description = "Follows an adaptation to its end: a task's newest, or the one named with --adaptation.")
    static final class Watch implements Callable<Integer> {
        @Mixin
        private AdaptationChoice chosen;

        @Mixin
        private FollowLimit limit;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            GatewayClient client = gateway.client();
            return followed(client, chosen.task(), chosen.id(client, "watch"), limit.duration(), output);
        }
    }

    /** Ends an adaptation. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels an adaptation: a task's newest, or the one named with --adaptation.")
    static final class Cancel implements Callable<Integer> {
        @Mixin
        private AdaptationChoice chosen;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            GatewayClient client = gateway.client();
            String cancelled = chosen.id(client, "cancel");
            JsonNode answer = client.cancel(cancelled);
            output.print(answer, writer -> writer.println(Followed.askedToEnd("adaptation " + cancelled, answer)));
            return ExitCode.OK.code();
        }
    }
}
