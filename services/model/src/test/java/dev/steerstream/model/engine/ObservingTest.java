package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.FittedStrength;
import dev.steerstream.core.calibration.MeanVector;
import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.evaluation.HeldOutEvaluation;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sums that the module makes against the same formulas in double over whole rows. */
class ObservingTest {
    /** Of a log-probability: the module's sums are of float32. */
    private static final double TOLERANCE = 3e-6;

    private static final int FOLDS = 3;
    private static Engine engine;

    @BeforeAll
    static void load() {
        engine = TinyEngine.load();
        engine.attach("all", TinyEngine.ALL_TARGETS);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<TokenRow> rows(int count) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 20 + i * 7 % 60;
            rows.add(new TokenRow(TinyLlama.prompt(i, length), 1 + i % (length - 1)));
        }
        return rows;
    }

    private record Place(int row, int token, int gold, float[] warm, float[] base) {}

    private static List<Place> places(List<TokenRow> rows) {
        List<Place> places = new ArrayList<>();
        engine.score(
                rows,
                "all",
                (row, token, gold, warm, base) -> places.add(new Place(row, token, gold, warm.clone(), base.clone())));
        return places;
    }

    private static Observing observing(double confidence, TokenBans bans) {
        return new Observing(confidence, bans, FOLDS, row -> row % FOLDS, (fold, tokens, delta, logRatio) -> {});
    }

    @Test
    void everyTokenHasTheNumbersOfItsRows() {
        List<TokenRow> rows = rows(23);
        List<Place> places = places(rows);
        List<AnswerToken> answers = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        engine.observe(rows, "all", observing(0.05, TokenBans.none()), new AnswerVisitor() {
            @Override
            public void token(int row, int token, AnswerToken answer) {
                Place place = places.get(answers.size());
                assertThat(row).isEqualTo(place.row());
                assertThat(token).isEqualTo(place.token());
                assertThat(answer.gold()).isEqualTo(place.gold());
                answers.add(answer);
            }

            @Override
            public void rowScored(int scored, int total) {
                done.add(scored);
            }
        });
        assertThat(answers).hasSameSizeAs(places);
        assertThat(done).hasSize(23).endsWith(23);
        int vocabulary = TinyLlama.CONFIG.vocabularySize();
        Distribution warm = new Distribution("warm", vocabulary);
        Distribution base = new Distribution("base", vocabulary);
        SteeringStep exact = new SteeringStep(vocabulary);
        SummaryStep summary = new SummaryStep(vocabulary);
        Steering steering = Steering.steered(-2, 0.05);
        for (int i = 0; i < answers.size(); i++) {
            Place place = places.get(i);
            AnswerToken answer = answers.get(i);
            warm.set(place.warm(), i);
            base.set(place.base(), i);
            assertThat(answer.warmLogProbability()).isCloseTo(warm.logProbability(place.gold()), within(TOLERANCE));
            assertThat(answer.baseLogProbability()).isCloseTo(base.logProbability(place.gold()), within(TOLERANCE));
            assertThat(answer.warmRight()).isEqualTo(Logits.argmax(place.warm()) == place.gold());
            assertThat(answer.baseRight()).isEqualTo(Logits.argmax(place.base()) == place.gold());
            exact.compute(steering, TokenBans.none(), i, place.warm(), place.base());
            summary.compute(steering, TokenBans.none(), i, answer.rows());
            assertThat(summary.candidates().size()).isEqualTo(exact.candidates().size());
            assertThat(summary.divergence()).isCloseTo(exact.divergence(), within(1e-5));
            assertThat(summary.steeredLogProbability(place.gold()))
                    .isCloseTo(exact.steeredLogProbability(place.gold()), within(1e-5));
            for (Direction direction : List.of(new Delta(), new LogRatio())) {
                for (double strength : new double[] {-3, -0.5, 0, 0.7, 2}) {
                    Steering full = new Steering(Mode.STEERED, new Strength(strength), 0, Steering.REMOVE, direction);
                    double loss = -exact.compute(full, TokenBans.none(), i, place.warm(), place.base())
                            .steeredLogProbability(place.gold());
                    double summarised =
                            (direction instanceof Delta ? answer.delta() : answer.logRatio()).loss(strength);
                    assertThat(summarised).isCloseTo(loss, within(2e-5));
                }
            }
        }
    }

    @Test
    void meansAreThoseOfEachFoldsTokens() {
        List<TokenRow> rows = rows(23);
        int vocabulary = TinyLlama.CONFIG.vocabularySize();
        MeanVector meanDelta = new MeanVector(vocabulary);
        MeanVector meanRatio = new MeanVector(vocabulary);
        VectorSums sums = (fold, count, ofDelta, ofRatio) -> {
            if (fold != 1) {
                meanDelta.add(ofDelta, count);
                meanRatio.add(ofRatio, count);
            }
        };
        engine.observe(
                rows,
                "all",
                new Observing(0.1, TokenBans.none(), FOLDS, row -> row % FOLDS, sums),
                (row, token, answer) -> {});
        double[] delta = new double[vocabulary];
        double[] ratio = new double[vocabulary];
        int tokens = 0;
        SteeringStep step = new SteeringStep(vocabulary);
        for (Place place : places(rows)) {
            if (place.row() % FOLDS == 1) {
                continue;
            }
            tokens++;
            step.load(0, place.warm(), place.base());
            double[] one = step.vector(new Delta());
            for (int v = 0; v < vocabulary; v++) {
                delta[v] += one[v];
            }
            one = step.vector(new LogRatio());
            for (int v = 0; v < vocabulary; v++) {
                ratio[v] += one[v];
            }
        }
        assertThat(meanDelta.tokens()).isEqualTo(tokens);
        for (int v = 0; v < vocabulary; v++) {
            assertThat(meanDelta.value(v)).isCloseTo(delta[v] / tokens, within(1e-6));
            assertThat(meanRatio.value(v)).isCloseTo(ratio[v] / tokens, within(1e-5));
        }
    }

    @Test
    void survivorsReachAsFarBelowTheBestAllowedTokenAsAsked() {
        List<TokenRow> rows = rows(6);
        List<Place> places = places(rows);
        int vocabulary = TinyLlama.CONFIG.vocabularySize();
        int[] best = places.stream()
                .mapToInt(place -> Logits.argmax(place.warm()))
                .distinct()
                .toArray();
        TokenBans bans = TokenBans.none().with(best);
        SteeringStep exact = new SteeringStep(vocabulary);
        SummaryStep summary = new SummaryStep(vocabulary);
        Steering steering = Steering.steered(-1, 0.3);
        int[] seen = {0};
        engine.observe(rows, "all", observing(0.3, bans), (row, token, answer) -> {
            Place place = places.get(seen[0]++);
            exact.compute(steering, bans, 0, place.warm(), place.base());
            summary.compute(steering, bans, 0, answer.rows());
            assertThat(summary.candidates().size()).isEqualTo(exact.candidates().size());
            assertThat(summary.candidates().token(0))
                    .isEqualTo(exact.candidates().token(0));
        });
        assertThat(seen[0]).isEqualTo(places.size());
    }

    @Test
    void aCalibrationOfTheSumsIsThatOfTheRows() {
        List<TokenRow> rows = rows(60);
        for (Direction direction : List.of(new Delta(), new LogRatio())) {
            CalibrationSettings settings = new CalibrationSettings(
                    new Steering(Mode.STEERED, Strength.ZERO, 0.05, Steering.REMOVE, direction),
                    TokenBans.none(),
                    new GroupBootstrap(200, 1),
                    2,
                    50,
                    20,
                    1L << 28);
            int vocabulary = TinyLlama.CONFIG.vocabularySize();
            Calibration whole = new Calibration(settings, vocabulary);
            int[] known = {-1};
            engine.score(rows, "all", (row, token, gold, warm, base) -> {
                if (row != known[0]) whole.row("group " + row / 2);
                known[0] = row;
                whole.position(gold, warm, base);
            });
            Observing observing = observing(0.05, TokenBans.none());
            Calibration summed = new Calibration(settings, vocabulary);
            known[0] = -1;
            engine.observe(rows, "all", observing, (row, token, answer) -> {
                if (row != known[0]) summed.row("group " + row / 2);
                known[0] = row;
                summed.token(answer);
            });
            CalibrationResult expected = whole.result();
            CalibrationResult result = summed.result(new MeanVector(vocabulary));
            assertThat(result.keptTokens()).isEqualTo(expected.keptTokens());
            assertThat(result.informativeTokens()).isEqualTo(expected.informativeTokens());
            same(result.optimal(), expected.optimal());
            same(result.unmasked(), expected.unmasked());
            for (int e = 0; e < expected.estimators().size(); e++) {
                assertThat(result.estimators().get(e).strength())
                        .isCloseTo(expected.estimators().get(e).strength(), within(1e-3));
            }
        }
    }

    @Test
    void aJudgementOfTheSumsIsThatOfTheRows() {
        List<TokenRow> rows = rows(40);
        int vocabulary = TinyLlama.CONFIG.vocabularySize();
        for (Direction direction : List.of(new Delta(), new LogRatio())) {
            Steering inForce = new Steering(Mode.STEERED, new Strength(-1.5), 0.05, Steering.REMOVE, direction);
            GroupBootstrap bootstrap = new GroupBootstrap(200, 1);
            Strength unmasked = new Strength(-0.8);
            HeldOutEvaluation whole = new HeldOutEvaluation(inForce, unmasked, TokenBans.none(), bootstrap, vocabulary);
            HeldOutEvaluation summed =
                    new HeldOutEvaluation(inForce, unmasked, TokenBans.none(), bootstrap, vocabulary);
            assertThat(summed.servedBySums()).isTrue();
            int[] known = {-1};
            engine.score(rows, "all", (row, token, gold, warm, base) -> {
                if (row != known[0]) whole.row("group " + row);
                known[0] = row;
                whole.position(gold, warm, base);
            });
            known[0] = -1;
            engine.observe(rows, "all", observing(0.05, TokenBans.none()), (row, token, answer) -> {
                if (row != known[0]) summed.row("group " + row);
                known[0] = row;
                summed.token(answer);
            });
            HeldOutResult expected = whole.result();
            HeldOutResult result = summed.result();
            assertThat(result.tokenAccuracy()).isEqualTo(expected.tokenAccuracy());
            assertThat(result.lossFull().base()).isCloseTo(expected.lossFull().base(), within(TOLERANCE));
            assertThat(result.lossFull().steered())
                    .isCloseTo(expected.lossFull().steered(), within(TOLERANCE));
            assertThat(result.lossFull().gainInterval().low())
                    .isCloseTo(expected.lossFull().gainInterval().low(), within(TOLERANCE));
            assertThat(result.lossKept().share()).isEqualTo(expected.lossKept().share());
            assertThat(result.lossKept().steered())
                    .isCloseTo(expected.lossKept().steered(), within(TOLERANCE));
        }
    }

    private static void same(FittedStrength result, FittedStrength expected) {
        assertThat(result.loss()).isCloseTo(expected.loss(), within(1e-6));
        assertThat(result.warmLoss()).isCloseTo(expected.warmLoss(), within(1e-6));
        assertThat(result.lossErrorBound()).isLessThan(1e-6);
        double width = expected.interval().high() - expected.interval().low();
        assertThat(result.strength()).isCloseTo(expected.strength(), within(1e-3 * width));
        assertThat(result.interval().low()).isCloseTo(expected.interval().low(), within(0.02 * width));
        assertThat(result.interval().high()).isCloseTo(expected.interval().high(), within(0.02 * width));
        assertThat(result.sufficiency()).isEqualTo(expected.sufficiency());
    }
}
