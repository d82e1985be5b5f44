package dev.steerstream.work.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Property
    void waitsDoubleAndStayWithinTheirBounds(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long first,
            @ForAll @LongRange(min = 1, max = 1_000) long factor,
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int attempt) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(first * factor));

        assertThat(backoff.after(attempt)).isBetween(backoff.first(), backoff.longest());
        assertThat(backoff.after(attempt + 1)).isGreaterThanOrEqualTo(backoff.after(attempt));
    }

    @Test
    void theThirdWaitIsFourTimesTheFirst() {
        assertThat(new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15)).after(3))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void boundsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
