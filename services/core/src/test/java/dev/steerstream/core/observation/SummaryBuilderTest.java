package dev.steerstream.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.statistics.RowGroups;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is joined against the plain sum over all tokens. */
class SummaryBuilderTest {
    private static final int VOCABULARY = 3000;
    private static final double REACH = 4;

    private final double[] logs;
    private final double[] ratios;
    private final int gold;

    SummaryBuilderTest() {
        Context context = Contexts.like(11, VOCABULARY, 3, 0.8);
        logs = Reference.logSoftmax(Reference.doubles(context.warm()));
        double[] base = Reference.logSoftmax(Reference.doubles(context.base()));
        ratios = new double[VOCABULARY];
        Arrays.setAll(ratios, v -> logs[v] - base[v]);
        gold = context.gold();
    }

    private double loss(double strength) {
        double[] steered = new double[VOCABULARY];
        Arrays.setAll(steered, v -> logs[v] + strength * ratios[v]);
        return -Reference.logSoftmax(steered)[gold];
    }

    private double mean() {
        return IntStream.range(0, VOCABULARY)
                .mapToDouble(v -> Math.exp(logs[v]) * ratios[v])
                .sum();
    }

    private TokenSummary ofTokens() {
        SummaryBuilder builder = new SummaryBuilder();
        builder.begin(REACH, mean());
        for (int v = 0; v < VOCABULARY; v++) {
            builder.add(logs[v], ratios[v]);
        }
        return builder.build(logs[gold], ratios[gold], 0, 0);
    }

    @Test
    void theLossIsThatOfAllTokensUpToTheReach() {
        TokenSummary summary = ofTokens();
        for (double strength = -REACH; strength <= REACH; strength += 0.25) {
            assertThat(summary.loss(strength)).isCloseTo(loss(strength), within(SummaryBuilder.TOLERANCE));
        }
        assertThat(summary.loss(0)).isCloseTo(-logs[gold], within(1e-12));
    }

    @Test
    void theStatedBoundHoldsBeyondTheReachToo() {
        RowGroups groups = new RowGroups();
        groups.begin("one");
        Observations observations = new Observations(groups, 1 << 20);
        observations.add(ofTokens(), VOCABULARY);
        StrengthObjective objective = new StrengthObjective(observations);
        for (double strength : new double[] {-15, -8, -4, -1, 0, 0.5, 2, 4, 9, 20}) {
            LossAt at = objective.at(strength);
            assertThat(Math.abs(at.loss() - loss(strength))).isLessThanOrEqualTo(at.errorBound() + 1e-12);
            assertThat(Math.abs(strength) > REACH || at.errorBound() < SummaryBuilder.TOLERANCE)
                    .isTrue();
        }
    }

    @Test
    void aSummaryIsSmallerThanWhatCameIn() {
        RowGroups groups = new RowGroups();
        groups.begin("one");
        TokenObservation all = ofTokens().observation(0, VOCABULARY);
        assertThat(all.logWeights.length).isLessThan(VOCABULARY / 2);
        assertThat(Arrays.stream(all.logWeights).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void lumpsThatSomebodySummedStandForTheirTokens() {
        Integer[] byRatio = IntStream.range(0, VOCABULARY).boxed().toArray(Integer[]::new);
        Arrays.sort(byRatio, Comparator.comparingDouble(v -> ratios[v]));
        double low = ratios[byRatio[0]];
        double width = (ratios[byRatio[VOCABULARY - 1]] - low) / 2048;
        SummaryBuilder builder = new SummaryBuilder();
        builder.begin(REACH, mean());
        int next = 0;
        for (int bin = 0; bin <= 2048; bin++) {
            double mass = 0;
            double sum = 0;
            double squares = 0;
            for (; next < VOCABULARY && (int) ((ratios[byRatio[next]] - low) / width) == bin; next++) {
                int v = byRatio[next];
                if (logs[v] >= -7) {
                    builder.add(logs[v], ratios[v]);
                    continue;
                }
                mass += Math.exp(logs[v]);
                sum += Math.exp(logs[v]) * ratios[v];
                squares += Math.exp(logs[v]) * ratios[v] * ratios[v];
            }
            if (mass > 0) {
                double mean = sum / mass;
                double edge = low + bin * width;
                builder.addLump(mass, mean, Math.max(0, squares / mass - mean * mean), edge, edge + width);
            }
        }
        TokenSummary summary = builder.build(logs[gold], ratios[gold], 0, 0);
        for (double strength = -REACH; strength <= REACH; strength += 0.5) {
            assertThat(summary.loss(strength)).isCloseTo(loss(strength), within(2 * SummaryBuilder.TOLERANCE));
        }
    }
}
