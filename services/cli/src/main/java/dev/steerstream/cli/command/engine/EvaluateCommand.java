package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.report.DoseReport;
import dev.steerstream.evaluation.report.EvaluationPage;
import dev.steerstream.evaluation.report.Figure;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.evaluation.report.ResultTable;
import dev.steerstream.evaluation.report.Verdict;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.evaluation.rule.Calibrated;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.scoring.StatesFolder;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.StatesStore;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges an adapter and its steering. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Calibrates the rules on one file and judges base, warm and steered on another: losses, accuracies,"
                        + " choices, each with its 95%% interval and its paired difference from warm. As JSON one object"
                        + " of measures: {measure: {n, base, warm, steered: {value, low, high}, steered_minus_warm:"
                        + " {value, low, high}}}.")
final class EvaluateCommand implements Callable<Integer> {
    /** How rows are judged. */
    enum JudgingMode {
        SCORE,
        GENERATE
    }

    private static final long LARGEST_TEXT = 16L << 20;
    private static final long LARGEST_CACHE = 2L << 30;

    @Mixin
    private ModelChoice model;

    @Option(names = "--adapter", required = true, paramLabel = "DIR", description = "A PEFT adapter of this model.")
    private Path adapter;

    @Mixin
    private DataFlags data;

    @Mixin
    private RuleFlags rules;

    @Option(
            names = "--mode",
            paramLabel = "NAME",
            defaultValue = "score",
            description = "score judges given answers; generate also decodes greedy ones. Default: ${DEFAULT-VALUE}.")
    private JudgingMode mode;

    @Option(
            names = "--max-tokens",
            paramLabel = "NUMBER",
            defaultValue = "64",
            description = "Of a generated answer. Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Mixin
    private ChoosingFlags choosing;

    @Mixin
    private JudgeFlags judge;

    @Option(
            names = "--general-text",
            paramLabel = "FILE",
            description =
                    "A text that has nothing to do with the task: also measures the loss on it, before and after the"
                            + " adaptation.")
    private Path generalText;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "Weight format: float32, bfloat16, int8, int4, or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    @Option(
            names = "--base-cache",
            paramLabel = "DIR",
            description =
                    "Keeps the base model's hidden states of the rows there, up to 2 GiB: another adapter on the same"
                            + " rows is then judged without running the base model.")
    private Path baseCache;

    @Option(names = "--report", paramLabel = "FILE", description = "Also writes a self-contained HTML page.")
    private Path report;

    @Option(
            names = "--dose-points",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "With --report: also shows the first rule's measures at so many strengths. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int dosePoints;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        if (dosePoints != 0 && (dosePoints < 2 || dosePoints > 101)) {
            throw new CommandException(
                    ExitCode.USAGE, "--dose-points is " + dosePoints + "; it must be 0, or 2 to 101");
        }
        judge.check(mode == JudgingMode.GENERATE);
        OptionalInt answers = mode == JudgingMode.GENERATE ? OptionalInt.of(maxTokens) : OptionalInt.empty();
        LoadOptions options = model.options(type);
        RowFile judged = data.judged(rules.seed());
        Optional<RowFile> fitted = rules.calibration(data);
        try (LanguageModel loaded = LanguageModel.load(model.file(), options);
                WorkBar bar = new WorkBar(command.commandLine().getErr())) {
            PeftAdapter read = PeftFiles.read(adapter, loaded.config());
            loaded.attach(read.digest(), read);
            EvaluationSettings settings = rules.settings(answers);
            Optional<StatesStore> base =
                    baseCache == null ? Optional.empty() : Optional.of(new StatesFolder(baseCache, LARGEST_CACHE));
            Evaluation evaluation = Evaluation.of(loaded, read.digest(), settings, base);
            Optional<Calibrated> calibrated = fitted.isPresent()
                    ? Optional.of(evaluation.calibrated(fitted.get().rows(), bar))
                    : Optional.empty();
            double confidence = choosing.confidence(calibrated, rules);
            if (confidence != settings.confidence()) {
                settings = settings.withConfidence(confidence);
                evaluation = Evaluation.of(loaded, read.digest(), settings, base);
                calibrated = Optional.of(evaluation.calibrated(fitted.get().rows(), bar));
            }
            List<FittedRule> all = choosing.rules(evaluation, settings, fitted, calibrated, rules, bar);
            List<EvaluatedRow> evaluated = evaluation.evaluate(judged.rows(), all, List.of(), bar);
            List<MeasureResult> measures = new ArrayList<>(
                    evaluation.judge(judged.rows(), all, evaluated).measures());
            measures.addAll(judge.judge(evaluation, judged.rows(), all, evaluated, bar));
            if (generalText != null) measures.add(evaluation.generalText(generalText(), all, bar));
            EvaluationResult result = new EvaluationResult(all, measures);
            List<Figure> figures = figures(evaluation, judged, all, bar);
            bar.close();
            print(
                    result,
                    calibrated,
                    figures,
                    DataFlags.provenance(rules, confidence, loaded, read.digest(), judged, fitted));
        }
        return 0;
    }

    private List<Figure> figures(Evaluation evaluation, RowFile judged, List<FittedRule> all, WorkBar bar) {
        if (report == null || dosePoints == 0) return List.of();
        int answered = mode == JudgingMode.GENERATE ? judged.rows().size() : 0;
        return DoseReport.figures(
                DoseResponse.scan(evaluation, evaluation, judged.rows(), answered, all.get(0), dosePoints, bar));
    }

    private String generalText() throws IOException {
        if (Files.size(generalText) > LARGEST_TEXT) {
            throw new CommandException(
                    ExitCode.FAILED, generalText + " has more than " + LARGEST_TEXT + " bytes: cut it");
        }
        return Files.readString(generalText);
    }

    private void print(
            EvaluationResult result, Optional<Calibrated> calibrated, List<Figure> figures, Provenance provenance)
            throws IOException {
        if (provenance.sharedGroups().orElse(0) > 0) {
            command.commandLine()
                    .getErr()
                    .println("steer: " + provenance.sharedGroups().getAsInt()
                            + " prompt groups of the data are in the calibration file too: their strengths"
                            + " were fitted on what is judged");
        }
        output.print(ResultJson.of(result, provenance, calibrated), writer -> {
            writer.print(ResultTable.of(result, provenance));
            calibrated.ifPresent(found -> writer.print(Verdict.of(result, found)));
        });
        if (report != null) {
            String title = "Evaluation of " + adapter.toAbsolutePath().getFileName();
            Files.writeString(report, EvaluationPage.of(title, result, provenance, figures));
        }
    }
}
