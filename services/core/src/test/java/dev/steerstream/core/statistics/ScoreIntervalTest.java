package dev.steerstream.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreIntervalTest {
    /** The worked examples of Newcombe's two papers of 1998: 81 of 263, 15 of 148, 0 of 20, 1 of 29. */
    @Test
    void oneShareHasThePublishedInterval() {
        assertInterval(ScoreInterval.of(81 / 263.0, 263), 0.2553, 0.3662);
        assertInterval(ScoreInterval.of(15 / 148.0, 148), 0.0624, 0.1605);
        assertInterval(ScoreInterval.of(0, 20), 0, 0.1611);
        assertInterval(ScoreInterval.of(1 / 29.0, 29), 0.0061, 0.1718);
    }

    /** The same: 56 of 70 less 48 of 80, 9 of 10 less 3 of 10, 10 of 10 less 0 of 20. */
    @Test
    void aDifferenceHasThePublishedInterval() {
        assertInterval(ScoreInterval.ofDifference(48 / 80.0, 80, 56 / 70.0, 70), 0.0524, 0.3339);
        assertInterval(ScoreInterval.ofDifference(0.3, 10, 0.9, 10), 0.1705, 0.8090);
        assertInterval(ScoreInterval.ofDifference(0, 20, 1, 10), 0.6791, 1);
    }

    @Test
    void samplesWithOneAnswerAreNotCertain() {
        Interval nothing = ScoreInterval.ofDifference(0, 4, 0, 2);
        assertThat(nothing.low()).isCloseTo(-0.4899, within(1e-4));
        assertThat(nothing.high()).isCloseTo(0.6576, within(1e-4));
        assertThat(ScoreInterval.of(0, 0).isKnown()).isFalse();
        assertThat(ScoreInterval.ofDifference(0, 0, 1, 3).isKnown()).isFalse();
        assertThatThrownBy(() -> ScoreInterval.of(1.5, 3)).hasMessageContaining("from 0 to 1");
    }

    private static void assertInterval(Interval found, double low, double high) {
        assertThat(found.low()).isCloseTo(low, within(6e-5));
        assertThat(found.high()).isCloseTo(high, within(6e-5));
    }
}
