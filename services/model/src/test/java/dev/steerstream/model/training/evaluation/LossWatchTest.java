package dev.steerstream.model.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossWatchTest {
    private static LossWatch watched(double... losses) {
        LossWatch watch = LossWatch.NEW;
        for (double loss : losses) {
            watch = watch.plus(loss);
        }
        return watch;
    }

    @Test
    void aRunThatStaysHighButNotFarAboveItsStartGoesOn() {
        assertThat(watched(3, 3, 3, 3, 3, 5.9, 5.9, 5.9, 5.9, 5.9, 5.9).diverged())
                .isFalse();
    }

    @Test
    void fiveStepsTwiceAsHighAsTheStartAreADivergence() {
        LossWatch watch = watched(3, 3, 3, 3, 3, 6.1, 6.1, 6.1, 6.1);
        assertThat(watch.diverged()).isFalse();
        assertThat(watch.suspicious()).isTrue();
        assertThat(watch.plus(6.1).diverged()).isTrue();
        assertThat(watch.start()).isCloseTo(3, within(1e-12));
        assertThat(watch.limit()).isCloseTo(6, within(1e-12));
    }

    @Test
    void whereTheStartIsSmallTwiceItIsStillNoise() {
        LossWatch watch = watched(0.05, 0.05, 0.05, 0.05, 0.05, 1, 1, 1, 1, 1);
        assertThat(watch.diverged()).isFalse();
        assertThat(watch.limit()).isCloseTo(2.05, within(1e-12));
    }

    @Test
    void beforeTheStartIsKnownNothingIsFarAboveIt() {
        assertThat(watched(1, 50, 50, 50).diverged()).isFalse();
        assertThat(watched(1).suspicious()).isFalse();
    }
}
