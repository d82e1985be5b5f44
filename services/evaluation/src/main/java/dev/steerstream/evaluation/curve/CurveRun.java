package dev.steerstream.evaluation.curve;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.evaluation.generation.GreedyAnswers;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.measure.MeasureResult.ColumnResult;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.scoring.Column;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes a curve: first the warm start with all its adapters, then the points. What the folder has already is not made again. */
public final class CurveRun {
    private static final int TIMED_ANSWERS = 4;
    private static final int ANSWER_TOKENS = 32;

    private final CurveSettings settings;
    private final Path model;
    private final LoadOptions options;

    /** @param model a GGUF file, or a directory */
    public CurveRun(CurveSettings settings, Path model, LoadOptions options) {
        this.settings = settings;
        this.model = model;
        this.options = options;
    }

    /** Runs, or goes on. */
    public ComputeCurve run(Path directory, Consumer<StepReport> training, EvaluationWatch watch) throws IOException {
        CurveFolder folder;
        Map<String, String> inputs;
        double tokensPerStep;
        try (Weights weights = Models.open(model);
                Tokenizer tokenizer = Tokenizer.open(model)) {
            inputs = settings.inputs(weights.digest(), options.format().label());
            folder = new CurveFolder(directory, inputs);
            RowEncoder encoder = new RowEncoder(
                    tokenizer,
                    ChatTemplate.open(model),
                    weights.config().contextLength(),
                    settings.evaluation().encoding());
            List<TokenRow> rows =
                    settings.rows().rows().stream().map(encoder::reference).toList();
            tokensPerStep = tokensPerStep(rows);
            new CurveTraining(folder, settings.marks(), training)
                    .run(weights, settings.threads(), settings.training(), rows);
        }
        List<CurvePoint> points = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int steps : settings.marks()) {
            folder.point(steps).ifPresentOrElse(points::add, () -> missing.add(steps));
        }
        if (!missing.isEmpty()) points.addAll(measured(folder, missing, tokensPerStep, watch));
        return ComputeCurve.of(points, inputs);
    }

    private double tokensPerStep(List<TokenRow> rows) {
        double perRow = rows.stream()
                .mapToInt(row -> Math.min(row.length(), settings.training().sequenceLength()))
                .average()
                .orElseThrow();
        return perRow * settings.training().batchSize() * settings.training().accumulation();
    }

    private List<CurvePoint> measured(
            CurveFolder folder, List<Integer> missing, double tokensPerStep, EvaluationWatch watch) throws IOException {
        List<CurvePoint> points = new ArrayList<>();
        try (LanguageModel loaded = LanguageModel.load(model, options)) {
            for (int steps : missing) {
                PeftAdapter adapter = PeftFiles.read(folder.adapter(steps), loaded.config());
                loaded.attach(adapter.digest(), adapter);
                CurvePoint point = point(loaded, adapter.digest(), steps, tokensPerStep, watch);
                loaded.detach(adapter.digest());
                folder.keep(point);
                points.add(point);
            }
        }
        return points;
    }

    private CurvePoint point(
            LanguageModel loaded, String adapter, int steps, double tokensPerStep, EvaluationWatch watch) {
        Evaluation evaluation = Evaluation.of(loaded, adapter, settings.evaluation());
        long begun = System.nanoTime();
        List<FittedRule> rules = evaluation.calibrate(settings.calibration().rows(), watch);
        double calibrationSeconds = (System.nanoTime() - begun) / 1e9;
        EvaluationResult result = evaluation.run(settings.heldOut().rows(), rules, watch);
        Map<String, Map<String, Estimate>> measures = new LinkedHashMap<>();
        Map<String, Integer> n = new LinkedHashMap<>();
        for (MeasureResult measure : result.measures()) {
            Map<String, Estimate> columns = new LinkedHashMap<>();
            for (ColumnResult column : measure.columns()) columns.put(column.column(), column.estimate());
            measures.put(measure.name(), columns);
            n.put(measure.name(), measure.n());
        }
        Map<String, Double> strengths = new LinkedHashMap<>();
        rules.forEach(
                rule -> strengths.put(rule.name(), rule.unmasked().strength().value()));
        RowEncoder encoder = RowEncoder.of(loaded, settings.evaluation().encoding());
        long calibrationTokens = settings.calibration().rows().stream()
                .mapToLong(row -> encoder.reference(row).length())
                .sum();
        return new CurvePoint(
                steps,
                adapter,
                measures,
                n,
                strengths,
                calibrationTokens,
                tokensPerStep,
                calibrationSeconds,
                secondsPerAnswer(loaded, adapter, encoder, rules));
    }

    /** What decoding costs: a steered answer runs two models where its mask leaves a choice. */
    private Map<String, Double> secondsPerAnswer(
            LanguageModel loaded, String adapter, RowEncoder encoder, List<FittedRule> rules) {
        GreedyAnswers greedy = new GreedyAnswers(loaded, adapter, UnusableTokens.of(loaded.tokenizer()), ANSWER_TOKENS);
        List<EvaluationRow> rows = settings.heldOut().rows();
        List<int[]> prompts = rows.subList(0, Math.min(TIMED_ANSWERS, rows.size())).stream()
                .map(encoder::prompt)
                .toList();
        Map<String, Steering> steerings = new LinkedHashMap<>();
        steerings.put(Column.WARM, Steering.warm());
        rules.forEach(rule -> steerings.put(rule.name(), rule.inForce()));
        greedy.answers(prompts, Steering.warm()); // what a first answer needs once is not counted
        Map<String, Double> seconds = new LinkedHashMap<>();
        steerings.forEach((name, steering) -> {
            long begun = System.nanoTime();
            greedy.answers(prompts, steering);
            seconds.put(name, (System.nanoTime() - begun) / 1e9 / prompts.size());
        });
        return seconds;
    }
}
