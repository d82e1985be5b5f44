package dev.steerstream.evaluation;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.evaluation.generation.GeneratedAnswer;
import dev.steerstream.evaluation.generation.GreedyAnswers;
import dev.steerstream.evaluation.measure.Judge;
import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.measure.choice.ChoiceMeasures;
import dev.steerstream.evaluation.measure.reference.ReferenceMeasures;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.Calibrated;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.RuleCalibration;
import dev.steerstream.evaluation.scoring.Column;
import dev.steerstream.evaluation.scoring.Encoding;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.evaluation.scoring.ScoringPass;
import dev.steerstream.evaluation.scoring.StatesSource;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.engine.StatesStore;
import dev.steerstream.model.memory.NativeHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges base, warm and rules on rows: {@link #calibrate} where strengths are to be fitted, then {@link #run} or, for a run that may be
 * interrupted, {@link #evaluate} with what is there already and {@link #judge}. Not thread-safe: one thread.
 */
public final class Evaluation {
    private final LanguageModel model;
    private final String adapterDigest;
    private final EvaluationSettings settings;
    private final StatesSource source;
    private final TokenBans bans;

    private Evaluation(
            LanguageModel model, String adapterDigest, EvaluationSettings settings, Optional<StatesStore> base) {
        this.model = model;
        this.adapterDigest = adapterDigest;
        this.settings = settings;
        this.source = StatesSource.of(model, adapterDigest, base);
        this.bans = UnusableTokens.of(model.tokenizer());
    }

    /** @param adapterDigest of an adapter that is attached to the model */
    public static Evaluation of(LanguageModel model, String adapterDigest, EvaluationSettings settings) {
        return new Evaluation(model, adapterDigest, settings, Optional.empty());
    }

    /** @param base has the base model's states of rows that were judged with other adapters, or takes them */
    public static Evaluation of(
            LanguageModel model, String adapterDigest, EvaluationSettings settings, Optional<StatesStore> base) {
        return new Evaluation(model, adapterDigest, settings, base);
    }

    /** Fits the settings' rules on rows, in one pass. */
    public List<FittedRule> calibrate(List<EvaluationRow> rows, EvaluationWatch watch) {
        return calibrated(rows, watch).rules();
    }

    /** The same, with how the rules and the mask's confidences compare by cross-validation on these rows. */
    public Calibrated calibrated(List<EvaluationRow> rows, EvaluationWatch watch) {
        try (RuleCalibration calibration = new RuleCalibration(
                source,
                RowEncoder.of(model, settings.encoding()),
                settings.directions(),
                settings.confidence(),
                bans,
                settings.bootstrap(),
                settings.observationBytes(),
                model.config().vocabularySize())) {
            Portions.each("calibrating", rows, 0, watch, calibration::observe);
            return calibration.result();
        } finally {
            NativeHeap.trim();
        }
    }

    /** All at once. */
    public EvaluationResult run(List<EvaluationRow> rows, List<FittedRule> rules, EvaluationWatch watch) {
        return judge(rows, rules, evaluate(rows, rules, List.of(), watch));
    }

    /**
     * Scores rows, and generates answers where the settings ask for them.
     *
     * @param rows all of them, in the same order whenever the run goes on
     * @param rules what is judged beside base and warm
     * @param done what {@link EvaluationWatch#evaluated} got of the first rows in earlier tries
     * @return of all rows, those that were done included
     * @throws EvaluationCancelledException where the watch asks for it
     */
    public List<EvaluatedRow> evaluate(
            List<EvaluationRow> rows, List<FittedRule> rules, List<EvaluatedRow> done, EvaluationWatch watch) {
        List<Column> columns = columns(rules);
        RowEncoder encoder = RowEncoder.of(model, settings.encoding());
        ScoringPass pass = pass(encoder, rules, rows);
        List<EvaluatedRow> evaluated = new ArrayList<>(done);
        Portions.each("evaluating", rows, done.size(), watch, portion -> {
            ScoringPass.Scored scored = pass.score(portion);
            List<List<GeneratedAnswer>> answers = answers(encoder, columns, portion);
            List<EvaluatedRow> fresh = new ArrayList<>();
            for (int r = 0; r < portion.size(); r++)
                fresh.add(new EvaluatedRow(scored.rows().get(r), answers.get(r)));
            evaluated.addAll(fresh);
            watch.evaluated(fresh);
            return scored.tokens();
        });
        NativeHeap.trim();
        return evaluated;
    }

    private ScoringPass pass(RowEncoder encoder, List<FittedRule> rules, List<EvaluationRow> rows) {
        return new ScoringPass(
                source, encoder, columns(rules), bans, model.config().vocabularySize(), rows);
    }

    /** What the scores say, by all measures that apply. */
    public EvaluationResult judge(List<EvaluationRow> rows, List<FittedRule> rules, List<EvaluatedRow> evaluated) {
        List<Measure> measures = new ArrayList<>(ReferenceMeasures.all());
        measures.addAll(ChoiceMeasures.all());
        return new EvaluationResult(rules, judge(rows, rules, evaluated, measures));
    }

    /** What rows say by a measure that is made outside. */
    public List<MeasureResult> judge(
            List<EvaluationRow> rows, List<FittedRule> rules, List<EvaluatedRow> evaluated, Measure measure) {
        return judge(rows, rules, evaluated, List.of(measure));
    }

    /** Names of what is judged: base, warm, then the rules. */
    public static List<String> columnNames(List<FittedRule> rules) {
        return columns(rules).stream().map(Column::name).toList();
    }

    /** The loss on a text that has nothing to do with the task: base is before the adaptation, warm and the rules are after it. */
    public MeasureResult generalText(String text, List<FittedRule> rules, EvaluationWatch watch) {
        List<EvaluationRow> passages = GeneralText.passages(text);
        RowEncoder encoder = RowEncoder.of(model, Encoding.PLAIN);
        ScoringPass pass = pass(encoder, rules, passages);
        List<EvaluatedRow> evaluated = new ArrayList<>();
        Portions.each("general text", passages, 0, watch, portion -> {
            ScoringPass.Scored scored = pass.score(portion);
            scored.rows().forEach(scores -> evaluated.add(new EvaluatedRow(scores, List.of())));
            return scored.tokens();
        });
        NativeHeap.trim();
        return judge(passages, rules, evaluated, List.of(ReferenceMeasures.generalText()))
                .get(0);
    }

    private List<MeasureResult> judge(
            List<EvaluationRow> rows, List<FittedRule> rules, List<EvaluatedRow> evaluated, List<Measure> measures) {
        if (rows.size() != evaluated.size()) {
            throw new IllegalArgumentException(
                    "There are " + rows.size() + " rows, but " + evaluated.size() + " of them were evaluated.");
        }
        List<JudgedRow> judged = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            EvaluatedRow each = evaluated.get(r);
            judged.add(new JudgedRow(rows.get(r), each.scores(), each.answers()));
        }
        return new Judge(columnNames(rules), Column.WARM, settings.bootstrap()).judge(judged, measures);
    }

    /** Base and warm under the mask of the first rule, then the rules. */
    private static List<Column> columns(List<FittedRule> rules) {
        Steering inForce = rules.get(0).inForce();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.base(inForce.confidence(), inForce.penalty()));
        columns.add(Column.warm(inForce.confidence(), inForce.penalty()));
        rules.forEach(rule -> columns.add(rule.column()));
        return columns;
    }

    /** By row, then by column; empty lists where none are asked for. */
    private List<List<GeneratedAnswer>> answers(RowEncoder encoder, List<Column> columns, List<EvaluationRow> portion) {
        List<List<GeneratedAnswer>> answers = new ArrayList<>();
        portion.forEach(row -> answers.add(new ArrayList<>()));
        if (settings.answerTokens().isEmpty()) return answers;
        GreedyAnswers greedy = new GreedyAnswers(
                model, adapterDigest, bans, settings.answerTokens().getAsInt());
        List<int[]> prompts = portion.stream().map(encoder::prompt).toList();
        for (Column column : columns) {
            List<GeneratedAnswer> ofColumn = greedy.answers(prompts, column.inForce());
            for (int r = 0; r < ofColumn.size(); r++) answers.get(r).add(ofColumn.get(r));
        }
        return answers;
    }
}
