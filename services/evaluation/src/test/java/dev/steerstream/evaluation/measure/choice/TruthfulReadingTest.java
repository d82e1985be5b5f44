package dev.steerstream.evaluation.measure.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.evaluation.rows.Judgement.Truthful;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Choices 0..4; 0 is the best, 0 and 2 are true, 1, 3 and 4 are false; 1 is the only false one of mc1. */
class TruthfulReadingTest {
    private static final Truthful TRUTH = new Truthful(0, List.of(1), List.of(0, 2), List.of(1, 3, 4));
    private static final List<Double> SCORES =
            List.of(Math.log(0.3), Math.log(0.2), Math.log(0.1), Math.log(0.4), Math.log(0.05));

    @Test
    void handComputed() {
        assertThat(TruthfulReading.MC1.amount(TRUTH, SCORES)).isEqualTo(1); // 0.3 > 0.2
        assertThat(TruthfulReading.MC2_TOP_CHOICE.amount(TRUTH, SCORES)).isEqualTo(0); // 0.4 is false
        double mass = 0.4 / 1.05;
        assertThat(TruthfulReading.MC2_NORMALISED_MASS.amount(TRUTH, SCORES)).isCloseTo(mass, within(1e-12));
        assertThat(TruthfulReading.MC3_NORMALISED_MASS.amount(TRUTH, SCORES)).isCloseTo(mass, within(1e-12));
        assertThat(TruthfulReading.MC3_TRUE_ABOVE_FALSE.amount(TRUTH, SCORES)).isEqualTo(0);
        assertThat(TruthfulReading.AVERAGE.amount(TRUTH, SCORES)).isCloseTo((1 + mass) / 3, within(1e-12));
    }

    @Test
    void equalScoresAreNoVictory() {
        List<Double> equal = List.of(-1.0, -1.0, -1.0, -1.0, -1.0);
        assertThat(TruthfulReading.MC1.amount(TRUTH, equal)).isEqualTo(0);
        assertThat(TruthfulReading.MC2_TOP_CHOICE.amount(TRUTH, equal)).isEqualTo(0);
        assertThat(TruthfulReading.MC2_NORMALISED_MASS.amount(TRUTH, equal)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void whereTheMaskRemovesAllNothingIsRight() {
        double removed = Double.NEGATIVE_INFINITY;
        List<Double> none = List.of(removed, removed, removed, removed, removed);
        for (TruthfulReading reading : TruthfulReading.values()) {
            assertThat(reading.amount(TRUTH, none)).as(reading.label).isEqualTo(0);
        }
    }

    @Test
    void verySmallProbabilitiesKeepTheirRatios() {
        List<Double> tiny = SCORES.stream().map(score -> score - 2000).toList();
        assertThat(TruthfulReading.MC2_NORMALISED_MASS.amount(TRUTH, tiny)).isCloseTo(0.4 / 1.05, within(1e-9));
    }
}
