package dev.steerstream.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IndependentDifferenceTest {
    /** For many normal draws the percentile interval is Welch's: 1.96 sqrt(s1^2 / n1 + s2^2 / n2). */
    @Test
    void theIntervalIsWelchsForManyDraws() {
        SplittableRandom random = new SplittableRandom(1);
        double[] first = random.doubles(400).map(value -> 2 * value).toArray();
        double[] second = random.doubles(100).map(value -> 5 + value).toArray();

        IndependentDifference difference = IndependentDifference.of(first, second, 20_000, 3);

        double half = 1.96 * Math.sqrt(variance(first) / first.length + variance(second) / second.length);
        assertThat(difference.interval().low()).isCloseTo(difference.mean() - half, within(0.05 * half));
        assertThat(difference.interval().high()).isCloseTo(difference.mean() + half, within(0.05 * half));
        assertThat(IndependentDifference.of(first, second, 20_000, 3)).isEqualTo(difference);
    }

    @Test
    void tooFewSayNothing() {
        assertThat(IndependentDifference.of(new double[] {1}, new double[] {1, 3}, 200, 0))
                .isEqualTo(new IndependentDifference(1, Interval.UNKNOWN));
        assertThat(IndependentDifference.of(new double[0], new double[] {1, 3}, 200, 0)
                        .mean())
                .isNaN();
    }

    private static double variance(double[] sample) {
        double mean = java.util.Arrays.stream(sample).average().orElseThrow();
        return java.util.Arrays.stream(sample)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (sample.length - 1);
    }
}
