package dev.steerstream.decoder.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void interactiveRecordsAreTakenWhileASlotIsFreeAndNoneWaits() {
        assertThat(new Load(7, 0, 0, 0).admits(Lane.INTERACTIVE, 8, 2)).isTrue();
        assertThat(new Load(8, 0, 0, 0).admits(Lane.INTERACTIVE, 8, 2)).isFalse();
        assertThat(new Load(3, 0, 1, 0).admits(Lane.INTERACTIVE, 8, 2)).isFalse();
    }

    @Test
    void batchRecordsHaveTheirReservedSlotsHoweverManyInteractiveOnesRun() {
        assertThat(new Load(8, 0, 4, 0).admits(Lane.BATCH, 8, 2)).isTrue();
        assertThat(new Load(6, 2, 4, 0).admits(Lane.BATCH, 8, 2)).isFalse();
        assertThat(new Load(8, 0, 0, 1).admits(Lane.BATCH, 8, 2)).isFalse();
    }

    @Test
    void batchRecordsTakeAllSlotsButOneWhereNothingInteractiveRuns() {
        assertThat(new Load(0, 6, 0, 0).admits(Lane.BATCH, 8, 2)).isTrue();
        assertThat(new Load(0, 7, 0, 0).admits(Lane.BATCH, 8, 2)).isFalse();
        assertThat(new Load(0, 0, 0, 0).admits(Lane.BATCH, 1, 0)).isTrue();
    }

    @Test
    void slotsThatAreAllReservedForBatchAreRefused() {
        assertThatThrownBy(() -> new Lanes(2, 2))
                .hasMessageContaining("steerstream.decoder.slots is 2")
                .hasMessageContaining("steerstream.decoder.batch-slots is 2");
    }
}
