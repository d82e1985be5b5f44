package dev.steerstream.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    @Test
    void rowsOfOneTokenGiveTheOrdinaryStandardError() {
        // Differences 1, 2, 3, 6: mean 3, sample deviation sqrt(14 / 3), over sqrt(4).
        PairedDifference difference =
                PairedDifference.of(List.of(1L, 1L, 1L, 1L), List.of(2.0, 4.0, 6.0, 10.0), List.of(1.0, 2.0, 3.0, 4.0));

        assertThat(difference.mean()).isCloseTo(3, within(1e-12));
        assertThat(difference.standardError()).isCloseTo(Math.sqrt(14.0 / 3) / 2, within(1e-12));
    }

    @Test
    void rowsThatDifferByTheSameAmountPerTokenHaveNoNoise() {
        PairedDifference difference = PairedDifference.of(List.of(2L, 5L), List.of(4.0, 10.0), List.of(3.0, 7.5));

        assertThat(difference.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(difference.standardError()).isCloseTo(0, within(1e-12));
    }

    @Test
    void oneRowSaysNothingOfNoise() {
        assertThat(PairedDifference.of(List.of(3L), List.of(2.0), List.of(1.0)).standardError())
                .isInfinite();
    }

    @Test
    void otherRowsAreRefused() {
        assertThatThrownBy(() -> PairedDifference.of(List.of(1L), List.of(1.0, 2.0), List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the same");
    }
}
