package dev.steerstream.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aRateIsSaidWithWhatIsTakenAtOnce() {
        assertThat(new Rate(2).rule()).isEqualTo("2 requests a second, 4 at once");
        assertThat(new Rate(0.5).rule()).isEqualTo("0.5 requests a second, 1 at once");
    }

    @Test
    void aTenantSendsTwiceItsRateAtOnceAndThenItsRate() {
        Rate rate = new Rate(2);
        for (int i = 0; i < 4; i++) assertThat(rate.take("a", 0)).isZero();
        assertThat(rate.take("a", 0)).isEqualTo(1);
        assertThat(rate.take("a", SECOND / 2)).isZero();
        assertThat(rate.take("a", SECOND / 2)).isEqualTo(1);
        int taken = 0;
        for (long now = SECOND; now <= 11 * SECOND; now += SECOND / 100) taken += rate.take("a", now) == 0 ? 1 : 0;
        assertThat(taken).isBetween(20, 21);
    }

    @Test
    void whoWaitsAsLongAsToldIsLetIn() {
        Rate slow = new Rate(0.1);
        assertThat(slow.take("a", 0)).isZero();
        int wait = slow.take("a", 0);
        assertThat(wait).isEqualTo(10);
        assertThat(slow.take("a", wait * SECOND)).isZero();
    }

    @Test
    void oneTenantsHasteIsNotAnothers() {
        Rate rate = new Rate(1);
        assertThat(rate.take("a", 0)).isZero();
        assertThat(rate.take("a", 0)).isZero();
        assertThat(rate.take("a", 0)).isPositive();
        assertThat(rate.take("b", 0)).isZero();
    }
}
