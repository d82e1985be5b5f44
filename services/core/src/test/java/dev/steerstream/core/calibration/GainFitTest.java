package dev.steerstream.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GainFitTest {
    private static final int ROWS = 24;
    private static final int TOKENS_PER_ROW = 6;
    private static final int VOCABULARY = 700;

    private static List<Context> contexts(double shift) {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < ROWS * TOKENS_PER_ROW; i++) {
            contexts.add(Contexts.like(7000 + i, VOCABULARY, 2, shift));
        }
        return contexts;
    }

    private static Distribution distribution(float[] logits) {
        return new Distribution("test", logits.length).set(logits, 0);
    }

    /** What the engine sums, naively. */
    private static TokenSummary summary(Context context, int listed) {
        Distribution warm = distribution(context.warm());
        double[] vector = new SteeringStep(context.size())
                .load(0, context.warm(), context.base())
                .vector(new Delta());
        int[] byVector = IntStream.range(0, vector.length)
                .boxed()
                .sorted((a, b) -> Double.compare(Math.abs(vector[b]), Math.abs(vector[a])))
                .mapToInt(Integer::intValue)
                .toArray();
        double mass = 0;
        double sum = 0;
        double squares = 0;
        for (int i = listed; i < byVector.length; i++) {
            double p = warm.probability(byVector[i]);
            double delta = vector[byVector[i]];
            mass += p;
            sum += p * delta;
            squares += p * delta * delta;
        }
        int[] first = Arrays.copyOf(byVector, listed);
        return TokenSummary.ofLargest(
                warm.logProbability(context.gold()),
                vector[context.gold()],
                Arrays.stream(first).mapToDouble(warm::logProbability).toArray(),
                Arrays.stream(first).mapToDouble(v -> vector[v]).toArray(),
                mass,
                sum,
                squares);
    }

    private static SteeringGain fit(List<Context> contexts, int listed) {
        GainFit fit = new GainFit(VOCABULARY);
        for (int i = 0; i < contexts.size(); i++) {
            if (i % TOKENS_PER_ROW == 0) fit.row();
            Context context = contexts.get(i);
            fit.token(distribution(context.base()).logProbability(context.gold()), summary(context, listed));
        }
        return fit.result();
    }

    @Test
    void theOptimumIsTheCalibrationsUnmaskedOne() {
        List<Context> contexts = contexts(0.8);
        Calibration calibration = new Calibration(CalibrationSettings.of(0, TokenBans.none(), 1), VOCABULARY);
        for (int i = 0; i < contexts.size(); i++) {
            if (i % TOKENS_PER_ROW == 0) calibration.row("row " + i / TOKENS_PER_ROW);
            Context context = contexts.get(i);
            calibration.position(context.gold(), context.warm(), context.base());
        }
        FittedStrength whole = calibration.result().unmasked();
        SteeringGain gain = fit(contexts, 64);

        assertThat(gain.strength()).isCloseTo(whole.strength(), within(1e-3 * Math.abs(whole.strength())));
        assertThat(gain.warmLoss()).isCloseTo(whole.warmLoss(), within(1e-9));
        assertThat(gain.steeredLoss()).isCloseTo(whole.loss(), within(gain.lossErrorBound() + 1e-6));
        assertThat(gain.lossErrorBound()).isLessThan(1e-3);
        assertThat(gain.gain()).isPositive();
        assertThat(gain.baseLoss())
                .isCloseTo(
                        contexts.stream()
                                .mapToDouble(
                                        context -> -distribution(context.base()).logProbability(context.gold()))
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat(gain.rows()).hasSize(ROWS).allMatch(row -> row.tokens() == TOKENS_PER_ROW);
        assertThat(gain.rows().stream().mapToDouble(SteeringGain.RowLoss::loss).sum() / gain.tokens())
                .isCloseTo(gain.steeredLoss(), within(1e-9));
    }

    @Test
    void withEveryTokenListedNothingIsLumped() {
        SteeringGain gain = fit(contexts(0.8), VOCABULARY);

        assertThat(gain.lossErrorBound()).isZero();
    }

    @Test
    void whereWarmIsBaseThereIsNoGain() {
        SteeringGain gain = fit(contexts(0), 64);

        assertThat(gain.strength()).isZero();
        assertThat(gain.gain()).isZero();
        assertThat(gain.warmLoss()).isCloseTo(gain.baseLoss(), within(1e-9));
    }

    @Test
    void withoutTokensThereIsNoResult() {
        assertThatThrownBy(() -> new GainFit(VOCABULARY).result())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No answer token");
    }
}
