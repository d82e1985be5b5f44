package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.FollowFlags;
import dev.steerstream.cli.command.follow.Followed;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.Evaluation;
import dev.steerstream.cli.gateway.Evaluations;
import dev.steerstream.cli.gateway.GatewayClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a task's profile: base, warm and steered on rows that it was not made with. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Judges base, warm and steered of a task's profile, on its held-out rows or on others, and follows it."
                        + " Ctrl-C leaves it running: --watch comes back to it, --cancel ends it.")
public final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--task", required = true, paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Id of the evaluation. Default: a new one; with --watch and --cancel the task's newest.")
    private String id;

    @ArgGroup(exclusive = true)
    private Instead instead;

    /** What to do with an evaluation that there is, instead of starting one. */
    static final class Instead {
        @Option(names = "--watch", description = "Follow one that was started before.")
        private boolean watch;

        @Option(names = "--cancel", description = "End one that was started before.")
        private boolean cancel;
    }

    @Option(
            names = "--profile",
            paramLabel = "VERSION",
            description = "Which version of the task's profile. Default: the one in force.")
    private Long profileVersion;

    @Mixin
    private EvaluationRows rows;

    @Mixin
    private JudgingFlags judging;

    @Option(names = "--report", paramLabel = "FILE", description = "Save the report page (HTML) there.")
    private Path report;

    @Option(names = "--dose", paramLabel = "FILE", description = "Save the dose-response (JSON) there.")
    private Path dose;

    @Mixin
    private FollowFlags following;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        Evaluations evaluations = client.evaluations(task);
        if (instead != null && instead.cancel) return cancel(evaluations, present(evaluations, "cancel"));
        if (instead != null && instead.watch) return follow(evaluations, present(evaluations, "watch"));
        JsonNode accepted = evaluations.start(body(client));
        String evaluation = accepted.path("evaluation").asText();
        if (!following.follows()) {
            output.print(accepted, writer -> writer.println("accepted as evaluation " + evaluation));
            return ExitCode.OK.code();
        }
        output.narrate("evaluation " + evaluation + " of task " + task);
        return follow(evaluations, evaluation);
    }

    private ObjectNode body(GatewayClient client) throws Exception {
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (id != null) body.put("evaluation", id);
        if (profileVersion != null) body.put("profile_version", profileVersion);
        rows.into(body, task, client, output);
        ObjectNode settings = judging.settings();
        if (!settings.isEmpty()) body.set("settings", settings);
        return body;
    }

    private String present(Evaluations evaluations, String verb) throws Exception {
        if (id != null) return id;
        return evaluations
                .newest()
                .map(newest -> newest.path("evaluation").asText())
                .orElseThrow(() ->
                        new CommandException(ExitCode.NOT_FOUND, "task \"" + task + "\" has no evaluation to " + verb));
    }

    private int cancel(Evaluations evaluations, String evaluation) throws Exception {
        JsonNode answer = evaluations.cancel(evaluation);
        output.print(answer, writer -> writer.println(Followed.askedToEnd("evaluation " + evaluation, answer)));
        return ExitCode.OK.code();
    }

    private int follow(Evaluations evaluations, String evaluation) throws Exception {
        Evaluation followed = new Evaluation(evaluations, evaluation);
        JsonNode ended = Followed.toItsEnd(
                bars -> followed.follow(following.limit(), bars),
                "evaluation " + evaluation + " goes on: " + followed.whatNext(),
                output);
        boolean succeeded = Adaptation.state(ended).equals("succeeded");
        if (report != null && succeeded) Files.write(report, evaluations.report(evaluation));
        if (dose != null && succeeded) Files.write(dose, evaluations.doseResponse(evaluation));
        output.print(ended, writer -> EvaluationText.describe(ended, writer));
        if (succeeded) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, EvaluationText.end(ended));
    }
}
