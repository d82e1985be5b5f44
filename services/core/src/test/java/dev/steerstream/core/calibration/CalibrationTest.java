package dev.steerstream.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.Reference.Token;
import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Histogram;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CalibrationTest {
    private static final int ROWS = 24;
    private static final int TOKENS_PER_ROW = 6;

    private static List<Context> contexts(long seed, int vocabulary, double spread, double shift) {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < ROWS * TOKENS_PER_ROW; i++) {
            contexts.add(Contexts.like(seed * 1000 + i, vocabulary, spread, shift));
        }
        return contexts;
    }

    private static CalibrationResult calibrate(CalibrationSettings settings, List<Context> contexts) {
        Calibration calibration = new Calibration(settings, contexts.get(0).size());
        for (int i = 0; i < contexts.size(); i++) {
            if (i % TOKENS_PER_ROW == 0) {
                calibration.row("prompt " + i / TOKENS_PER_ROW / 2); // two rows a prompt
            }
            Context context = contexts.get(i);
            calibration.position(context.gold(), context.warm(), context.base());
        }
        return calibration.result();
    }

    private static List<Token> kept(List<Context> contexts, double confidence) {
        return contexts.stream()
                .map(context -> Reference.token(context, confidence))
                .filter(Objects::nonNull)
                .toList();
    }

    private static double sum(List<Token> tokens, ToDoubleFunction<Token> value) {
        return tokens.stream().mapToDouble(value).sum();
    }

    private static double ridge(List<Token> tokens) {
        return sum(tokens, Token::variance) / ROWS;
    }

    @Property(tries = 10)
    void everyEstimatorEqualsItsNaiveForm(@ForAll @IntRange(max = 100_000) int seed) {
        double confidence = 0.1;
        List<Context> contexts = contexts(seed, 9, 2, 0.8);
        CalibrationResult result = calibrate(CalibrationSettings.of(confidence, TokenBans.none(), 1), contexts);
        List<Token> tokens = kept(contexts, confidence);
        double[] alone = tokens.stream()
                .filter(token -> token.z().length > 1)
                .mapToDouble(token -> token.advantage() / (token.squaredNorm() + 1e-12))
                .sorted()
                .toArray();
        int n = alone.length;
        int cut = n / 10;

        assertThat(result.tokens()).isEqualTo(contexts.size());
        assertThat(result.keptTokens()).isEqualTo(tokens.size());
        assertThat(result.informativeTokens()).isEqualTo(n);
        assertThat(result.keptGoldShare()).isEqualTo((double) tokens.size() / contexts.size());
        assertThat(result.rows()).isEqualTo(ROWS);
        assertThat(result.groups()).isEqualTo(ROWS / 2);
        assertEstimate(
                result,
                "mean",
                sum(tokens, token -> token.advantage() / (token.squaredNorm() + 1e-12)) / tokens.size());
        assertEstimate(result, "median", n % 2 == 1 ? alone[n / 2] : (alone[n / 2 - 1] + alone[n / 2]) / 2);
        assertEstimate(
                result,
                "trimmed_mean",
                Arrays.stream(alone, cut, n - cut).average().orElseThrow());
        assertEstimate(result, "ratio", sum(tokens, Token::advantage) / sum(tokens, Token::squaredNorm));
        assertEstimate(
                result, "ratio_published", sum(tokens, Token::publishedAdvantage) / sum(tokens, Token::squaredNorm));
        assertEstimate(result, "newton", sum(tokens, Token::advantage) / sum(tokens, Token::variance));
        for (EstimatedStrength estimated : result.estimators()) {
            double naive = sum(tokens, token -> token.loss(0)) - sum(tokens, token -> token.loss(estimated.strength()));
            assertThat(estimated.gain())
                    .isCloseTo(naive / tokens.size(), within(1e-9 * (1 + Math.abs(estimated.strength()))));
        }
    }

    /** The reference is always the least probable token: without a bound the best strength would turn the distribution over. */
    @Example
    void noEstimatorFlattensATemperatureBeyondItsBound() {
        List<Context> contexts = contexts(7, 4, 2, 0.8).stream()
                .map(context -> new Context(context.warm(), context.base(), least(context.warm())))
                .toList();
        CalibrationSettings delta = CalibrationSettings.of(0, TokenBans.none(), 1);
        CalibrationResult result = calibrate(
                new CalibrationSettings(
                        new Steering(Mode.STEERED, Strength.ZERO, 0, Steering.REMOVE, new Temperature()),
                        delta.bans(),
                        delta.bootstrap(),
                        delta.maximumDivergence(),
                        delta.fewestTokens(),
                        delta.fewestRows(),
                        delta.maximumBytes()),
                contexts);
        assertThat(result.optimal().strength()).isEqualTo(Temperature.LOWEST);
        assertThat(result.optimal().bounded()).isTrue();
        assertThat(result.optimal().interval().low()).isEqualTo(Temperature.LOWEST);
        assertThat(result.optimal().divergence()).isLessThan(delta.maximumDivergence());
        for (EstimatedStrength estimated : result.estimators()) {
            assertThat(estimated.strength()).as(estimated.name()).isGreaterThanOrEqualTo(Temperature.LOWEST);
            assertThat(estimated.interval().low()).as(estimated.name()).isGreaterThanOrEqualTo(Temperature.LOWEST);
        }
    }

    private static int least(float[] row) {
        int least = 0;
        for (int v = 1; v < row.length; v++) {
            if (row[v] < row[least]) least = v;
        }
        return least;
    }

    private static void assertEstimate(CalibrationResult result, String name, double expected) {
        assertThat(result.estimator(name).strength())
                .as(name)
                .isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }

    @Property(tries = 10)
    void theOptimumBeatsAFineScan(@ForAll @IntRange(max = 100_000) int seed) {
        for (double confidence : new double[] {0, 0.1}) {
            List<Context> contexts = contexts(seed, 9, 2, 0.8);
            FittedStrength optimal = calibrate(CalibrationSettings.of(confidence, TokenBans.none(), 1), contexts)
                    .optimal();
            List<Token> tokens = kept(contexts, confidence);
            double kappa = ridge(tokens);
            double best = Double.POSITIVE_INFINITY;
            for (int i = -400; i <= 400; i++) {
                double strength = 20.0 * i / 400;
                double divergence = sum(tokens, token -> token.divergence(strength)) / tokens.size();
                if (divergence <= 2) {
                    best = Math.min(best, sum(tokens, token -> token.loss(strength)) + kappa * strength * strength / 2);
                }
            }
            double found = sum(tokens, token -> token.loss(optimal.strength()))
                    + kappa * optimal.strength() * optimal.strength() / 2;
            assertThat(found).isLessThanOrEqualTo(best + 1e-6);
            assertThat(optimal.loss() * tokens.size())
                    .isCloseTo(sum(tokens, token -> token.loss(optimal.strength())), within(1e-7));
            assertThat(optimal.warmLoss() * tokens.size()).isCloseTo(sum(tokens, token -> token.loss(0)), within(1e-8));
            assertThat(optimal.divergence())
                    .isCloseTo(
                            sum(tokens, token -> token.divergence(optimal.strength())) / tokens.size(), within(1e-8));
        }
    }

    @Property(tries = 10)
    void theCurveIsConvexAndHasTheOptimumAndTheWarmLoss(@ForAll @IntRange(max = 100_000) int seed) {
        CalibrationResult result =
                calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), contexts(seed, 12, 2, 1));
        List<CurvePoint> curve = result.curve();
        assertThat(curve).hasSize(41);
        for (int i = 1; i + 1 < curve.size(); i++) {
            assertThat(curve.get(i - 1).loss() + curve.get(i + 1).loss())
                    .isGreaterThanOrEqualTo(2 * curve.get(i).loss() - 1e-12);
        }
        assertThat(curve).anySatisfy(point -> {
            assertThat(point.strength()).isCloseTo(0, within(1e-9));
            assertThat(point.loss()).isCloseTo(result.optimal().warmLoss(), within(1e-9));
        });
        assertThat(curve.get(20).strength()).isEqualTo(result.optimal().strength());
    }

    @Example
    void theFullVocabularyFitEqualsTheNaiveOneWithinItsStatedBound() {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < ROWS * TOKENS_PER_ROW; i++) {
            contexts.add(Contexts.like(77_000 + i, 5000, 3, 0.7));
        }
        for (Steering direction : List.of(
                Steering.steered(0, 0.1),
                new Steering(Mode.STEERED, Strength.ZERO, 0.1, Steering.REMOVE, new LogRatio()))) {
            CalibrationSettings settings = new CalibrationSettings(
                    direction, TokenBans.none(), new GroupBootstrap(200, 3), 2, 50, 20, 64 << 20);
            FittedStrength full = calibrate(settings, contexts).unmasked();
            double naive = 0;
            for (Context context : contexts) {
                double[] vector = direction.direction() instanceof Delta ? closedForm(context) : logRatio(context);
                double[] z = new double[vector.length];
                for (int v = 0; v < z.length; v++) {
                    z[v] = context.warm()[v] + full.strength() * vector[v];
                }
                naive -= Reference.logSoftmax(z)[context.gold()];
            }
            naive /= contexts.size();
            assertThat(full.lossErrorBound()).isPositive().isLessThan(1e-6);
            assertThat(full.loss()).isCloseTo(naive, within(full.lossErrorBound() + 1e-11));
            assertThat(full.strength()).isNotZero();
        }
    }

    private static double[] logRatio(Context context) {
        double[] logP = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] logQ = Reference.logSoftmax(Reference.doubles(context.base()));
        double[] ratio = new double[logP.length];
        for (int v = 0; v < ratio.length; v++) {
            ratio[v] = logP[v] - logQ[v];
        }
        return ratio;
    }

    private static double[] closedForm(Context context) {
        double[] logP = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] ratio = logRatio(context);
        double divergence = 0;
        for (int v = 0; v < ratio.length; v++) {
            divergence += Math.exp(logP[v]) * ratio[v];
        }
        double[] delta = new double[ratio.length];
        for (int v = 0; v < ratio.length; v++) {
            delta[v] = Math.exp(logP[v]) * (divergence - ratio[v]);
        }
        return delta;
    }

    @Example
    void withAFinitePenaltyEveryGoldTokenCounts() {
        List<Context> contexts = contexts(5, 9, 2, 0.8);
        Steering soft = new Steering(Mode.STEERED, Strength.ZERO, 0.3, -2, new Delta());
        CalibrationResult result = calibrate(
                new CalibrationSettings(soft, TokenBans.none(), new GroupBootstrap(200, 3), 2, 50, 20, 64 << 20),
                contexts);
        assertThat(result.keptTokens()).isEqualTo(contexts.size());
        double strength = result.optimal().strength();
        double naive = 0;
        for (Context context : contexts) {
            boolean[] survives = Reference.survivors(context.warm(), 0.3);
            double[] delta = Reference.delta(context.warm(), context.base());
            double[] z = new double[delta.length];
            for (int v = 0; v < z.length; v++) {
                z[v] = context.warm()[v] + (survives[v] ? strength * delta[v] : -2);
            }
            naive -= Reference.logSoftmax(z)[context.gold()];
        }
        assertThat(result.optimal().loss()).isCloseTo(naive / contexts.size(), within(1e-10));
    }

    @Example
    void theSameSeedGivesTheSameIntervalAndItHoldsTheStrength() {
        List<Context> contexts = contexts(11, 9, 2, 0.8);
        FittedStrength once = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 42), contexts)
                .optimal();
        FittedStrength again = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 42), contexts)
                .optimal();
        FittedStrength other = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 43), contexts)
                .optimal();
        assertThat(again).isEqualTo(once);
        assertThat(other.strength()).isEqualTo(once.strength());
        assertThat(other.interval()).isNotEqualTo(once.interval());
        assertThat(once.strength())
                .isBetween(once.interval().low(), once.interval().high());
        double width = once.interval().high() - once.interval().low();
        assertThat(width / (2 * 1.96 * once.curvatureError())).isBetween(0.3, 3.0);
    }

    @Example
    void aMinimumFartherThanTwoNatsStopsThereAndSaysSo() {
        // Every reference is the candidate that the vector points to most: without a bound the strength would run away.
        List<Context> contexts = contexts(3, 9, 1, 0.5).stream()
                .map(context -> {
                    double[] delta = Reference.delta(context.warm(), context.base());
                    int lowest = 0;
                    for (int v = 0; v < delta.length; v++) {
                        lowest = delta[v] < delta[lowest] ? v : lowest;
                    }
                    return new Context(context.warm(), context.base(), lowest);
                })
                .toList();
        CalibrationSettings settings = new CalibrationSettings(
                Steering.steered(0, 0), TokenBans.none(), new GroupBootstrap(200, 1), 0.5, 50, 20, 1 << 24);
        FittedStrength optimal = calibrate(settings, contexts).optimal();
        assertThat(optimal.bounded()).isTrue();
        assertThat(optimal.strength()).isNegative();
        assertThat(optimal.divergence()).isCloseTo(0.5, within(1e-7));
        assertThat(optimal.interval().low()).isLessThanOrEqualTo(optimal.strength());
        assertThat(optimal.loss()).isLessThan(optimal.warmLoss());
    }

    @Example
    void tooFewRowsOrTokensOrNoDirectionMeanStrengthZero() {
        List<Context> contexts = contexts(5, 9, 2, 0.8);
        CalibrationResult fewRows =
                calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), contexts.subList(0, TOKENS_PER_ROW * 19));
        assertThat(fewRows.optimal().sufficiency()).isEqualTo(Sufficiency.TOO_FEW_ROWS);
        assertThat(fewRows.optimal().strength()).isZero();
        assertThat(fewRows.estimator("newton").strength()).isNotZero();
        assertThat(fewRows.strengthInForce("newton")).isZero();

        CalibrationResult pointMasses = calibrate(CalibrationSettings.of(1, TokenBans.none(), 1), contexts);
        assertThat(pointMasses.optimal().sufficiency()).isEqualTo(Sufficiency.TOO_FEW_TOKENS);
        assertThat(pointMasses.optimal().insufficient()).isTrue();
        assertThat(pointMasses.spread()).isEmpty();
        CalibrationResult enough = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), contexts);
        Histogram strengths = enough.spread().orElseThrow().histogram();
        assertThat(strengths.counts().stream().mapToLong(Long::longValue).sum() + strengths.below() + strengths.above())
                .isEqualTo(enough.informativeTokens());

        List<Context> unmoved = contexts.stream()
                .map(context -> new Context(context.warm(), context.warm(), context.gold()))
                .toList();
        CalibrationResult none = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), unmoved);
        assertThat(none.optimal().sufficiency()).isEqualTo(Sufficiency.NO_DIRECTION);
        assertThat(none.estimators())
                .allSatisfy(estimated -> assertThat(estimated.gain()).isCloseTo(0, within(1e-12)));
    }

    @Example
    void withoutMaskTheStrengthInForceIsTheUnmaskedOne() {
        List<Context> contexts = contexts(8, 9, 2, 0.8);
        CalibrationResult open = calibrate(CalibrationSettings.of(0, TokenBans.none(), 1), contexts);
        CalibrationResult masked = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), contexts);
        assertThat(open.optimal()).isEqualTo(open.unmasked()).isEqualTo(masked.unmasked());
        assertThat(masked.optimal().strength()).isNotEqualTo(masked.unmasked().strength());
    }

    @Example
    void theMeanVectorIsTheMeanOfAllDeltas() {
        List<Context> contexts = contexts(9, 5, 2, 0.8);
        MeanVector mean = calibrate(CalibrationSettings.of(0.1, TokenBans.none(), 1), contexts)
                .meanVector();
        double[] expected = new double[5];
        for (Context context : contexts) {
            double[] delta = Reference.delta(context.warm(), context.base());
            for (int v = 0; v < 5; v++) {
                expected[v] += delta[v] / contexts.size();
            }
        }
        for (int v = 0; v < 5; v++) {
            assertThat(mean.value(v)).isCloseTo(expected[v], within(1e-12));
        }
        int[] promoted = mean.mostPromoted(-3, 5);
        assertThat(expected[promoted[0]]).isLessThanOrEqualTo(expected[promoted[4]]);
        assertThat(mean.tokens()).isEqualTo(contexts.size());
    }

    @Example
    void memoryAndBadTokensAreRefusedWithAdvice() {
        CalibrationSettings tiny = new CalibrationSettings(
                Steering.steered(0, 0.1), TokenBans.none(), new GroupBootstrap(200, 3), 2, 50, 20, 500);
        assertThatThrownBy(() -> calibrate(tiny, contexts(1, 9, 2, 0.8)))
                .hasMessageContaining("500 bytes")
                .hasMessageContaining("fewer calibration rows");
        Calibration calibration = new Calibration(CalibrationSettings.of(0.1, TokenBans.none(), 1), 3);
        calibration.row("a");
        assertThatThrownBy(() -> calibration.position(3, new float[3], new float[3]))
                .hasMessageContaining("reference token is 3");
    }
}
