package dev.steerstream.work.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPeriodsTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @Test
    void whatARedeliveryNeedsIsKeptLongerThanItsTopic() {
        assertThat(periods(Duration.ofDays(8), MONTH).generations()).hasDays(8);

        assertThatThrownBy(() -> periods(Duration.ofDays(7), MONTH))
                .hasMessageContaining("generations is PT168H")
                .hasMessageContaining("longer than the topic generation-requests keeps its records");
        assertThatThrownBy(() -> periods(MONTH, Duration.ofDays(7))).hasMessageContaining("adaptation-commands");
    }

    @Test
    void aDetailGoesNoLaterThanItsRequest() {
        assertThatThrownBy(() -> new RetentionPeriods(MONTH, MONTH.plusDays(1), MONTH, MONTH, MONTH, Optional.empty()))
                .hasMessageContaining("at most that of generations");
    }

    @Test
    void noPeriodIsNothing() {
        assertThatThrownBy(() -> new RetentionPeriods(MONTH, MONTH, MONTH, Duration.ZERO, MONTH, Optional.empty()))
                .hasMessageContaining("dead-letters");
        assertThatThrownBy(
                        () -> new RetentionPeriods(MONTH, MONTH, MONTH, MONTH, MONTH, Optional.of(Duration.ofDays(-1))))
                .hasMessageContaining("audit");
    }

    private static RetentionPeriods periods(Duration generations, Duration commands) {
        return new RetentionPeriods(generations, Duration.ofDays(1), commands, MONTH, MONTH, Optional.empty());
    }
}
