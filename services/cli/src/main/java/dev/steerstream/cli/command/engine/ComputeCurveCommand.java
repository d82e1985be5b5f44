package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.evaluation.curve.ComputeCurve;
import dev.steerstream.evaluation.curve.CurveRun;
import dev.steerstream.evaluation.curve.CurveSettings;
import dev.steerstream.evaluation.report.CurvePage;
import dev.steerstream.evaluation.report.CurveReport;
import dev.steerstream.evaluation.report.Plot;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.model.LoadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many steps steering saves. */
@Command(
        name = "compute-curve",
        mixinStandardHelpOptions = true,
        description =
                "Trains one warm start, judges warm and the rules after some of its steps on held-out rows, and says how many"
                        + " steps each rule saves. What the folder has already is not made again: an interrupted curve goes on.")
final class ComputeCurveCommand implements Callable<Integer> {
    @Mixin
    private ModelChoice model;

    @Option(
            names = "--train",
            required = true,
            paramLabel = "FILE",
            description = "Rows that the warm start learns from.")
    private Path train;

    @Option(
            names = "--train-sample",
            paramLabel = "NUMBER",
            description = "Draw so many of them, by the seed. Default: all.")
    private Integer trainSample;

    @Mixin
    private DataFlags data;

    @Option(
            names = "--steps",
            paramLabel = "NUMBER",
            split = ",",
            defaultValue = "0,25,50,100,200",
            description = "Where the curve has points. Default: ${DEFAULT-VALUE}.")
    private List<Integer> steps;

    @Mixin
    private TrainingFlags training;

    @Mixin
    private RuleFlags rules;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "float32",
            description =
                    "Weight format of judging: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets adapters, points, curve.json, curve.csv, curve.html and plots.")
    private Path directory;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        NavigableSet<Integer> marks = new TreeSet<>(steps);
        LoadOptions options = model.options(type);
        RowFile calibration = rules.calibration(data)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "a curve calibrates its rules at every point: give --rule names without strengths"));
        CurveSettings settings = new CurveSettings(
                marks,
                training.configuration(marks.last(), rules.seed()),
                rules.settings(OptionalInt.empty()),
                RowFile.read(train, DataFlags.drawn(trainSample), rules.seed()),
                calibration,
                data.judged(rules.seed()),
                model.threads());
        ComputeCurve curve;
        try (WorkBar bar = new WorkBar(command.commandLine().getErr())) {
            curve = new CurveRun(settings, model.file(), options).run(directory, bar::step, bar);
        }
        ObjectNode json = CurveReport.json(curve);
        write(curve, json);
        output.print(json, writer -> writer.print(CurveReport.table(curve)));
        return 0;
    }

    private void write(ComputeCurve curve, ObjectNode json) throws IOException {
        Files.writeString(directory.resolve("curve.json"), json.toPrettyString() + "\n");
        Files.writeString(directory.resolve("curve.csv"), CurveReport.csv(curve));
        String title = "Compute curve of " + train.getFileName() + ", " + training.method();
        Files.writeString(directory.resolve("curve.html"), CurvePage.of(title, curve));
        for (String measure : curve.points().get(0).measures().keySet()) {
            Plot plot = CurveReport.plot(curve, measure);
            Files.write(directory.resolve(measure + ".png"), plot.png());
            Files.writeString(directory.resolve(measure + ".svg"), plot.svg(measure));
        }
    }
}
