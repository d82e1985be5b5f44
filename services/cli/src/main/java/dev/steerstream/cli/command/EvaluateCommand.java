package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.Evaluation;
import dev.steerstream.cli.gateway.Evaluations;
import dev.steerstream.cli.gateway.GatewayClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private static final String DAY = "86400";

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

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "train, calibration, held_out or all. Default: held_out of the profile's own dataset, all of"
                    + " another.")
    private String split;

    @Option(names = "--sample", paramLabel = "ROWS", description = "Judge on so many rows, drawn by the seed.")
    private Integer sample;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the sample and the intervals. Default: 0.")
    private Long seed;

    @Option(
            names = "--measures",
            paramLabel = "NAME",
            split = ",",
            description = "Names of measures, with commas between. Default: all that the rows allow.")
    private List<String> measures;

    @Option(names = "--report", paramLabel = "FILE", description = "Save the report page (HTML) there.")
    private Path report;

    @Option(names = "--no-wait", description = "Return as soon as the evaluation is accepted.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = DAY,
            description = "How long to follow it. Default: ${DEFAULT-VALUE}.")
    private long timeout;

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
        if (noWait) {
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
        ObjectNode settings = Output.MAPPER.createObjectNode();
        if (split != null) settings.put("split", split);
        if (sample != null) settings.put("sample", sample);
        if (seed != null) settings.put("seed", seed);
        if (measures != null) measures.forEach(settings.withArray("measures")::add);
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
        output.print(answer, writer -> writer.println("asked evaluation " + evaluation + " to end"));
        return ExitCode.OK.code();
    }

    private int follow(Evaluations evaluations, String evaluation) throws Exception {
        Evaluation followed = new Evaluation(evaluations, evaluation);
        boolean terminal = System.console() != null && !output.json();
        JsonNode ended;
        try (var detached = new Detachment("evaluation " + evaluation + " goes on: " + followed.whatNext());
                var bars = new AdaptationBars(terminal, output::narrate)) {
            ended = followed.follow(Duration.ofSeconds(timeout), bars);
        }
        if (report != null && Adaptation.state(ended).equals("succeeded")) {
            Files.write(report, evaluations.report(evaluation));
        }
        output.print(ended, writer -> EvaluationText.describe(ended, writer));
        if (Adaptation.state(ended).equals("succeeded")) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, EvaluationText.end(ended));
    }
}
