package dev.steerstream.model.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(watched(4, 7.9, 7.9, 7.9, 7.9, 7.9, 7.9).diverged()).isFalse();
        assertThat(watched(4).limit()).isEqualTo(8);
    }

    @Test
    void fiveStepsTwiceAsHighAsTheStartAreADivergence() {
        LossWatch watch = watched(4, 4, 4, 8.1, 8.1, 8.1, 8.1);
        assertThat(watch.diverged()).isFalse();
        assertThat(watch.suspicious()).isTrue();
        assertThat(watch.plus(8.1).diverged()).isTrue();
        assertThat(watch.start()).isEqualTo(4);
    }

    @Test
    void aRunThatJumpsAtItsSecondStepIsSeenTooAndNotTakenForItsStart() {
        assertThat(watched(0.1, 17, 13, 17, 18, 12).diverged()).isTrue();
    }

    @Test
    void whereTheStartIsSmallTwiceItIsStillNoise() {
        assertThat(watched(0.05, 1, 1, 1, 1, 1).diverged()).isFalse();
        assertThat(watched(0.05).limit()).isEqualTo(3.05);
    }

    @Test
    void fewerStepsThanTheRuleLooksAtSayNothing() {
        assertThat(watched(1, 50, 50, 50).diverged()).isFalse();
        assertThat(watched(1).suspicious()).isFalse();
        assertThat(LossWatch.NEW.suspicious()).isFalse();
    }
}
