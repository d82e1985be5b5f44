package dev.steerstream.tracker.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.steerstream.tracker.Events;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestWindowTest {
    private static final Instant END = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void quantilesOfAddedWindowsAreWithinOnePercentOfTheSortedTimes() {
        Random random = new Random(5);
        long[] millis = random.longs(2_000, 101, 600_000).toArray();
        RequestWindow first = RequestWindow.empty();
        RequestWindow second = RequestWindow.empty();
        for (int request = 0; request < millis.length; request++) {
            var result = Events.succeeded("r" + request, "t", END, millis[request]);
            if (request % 3 == 0) first = first.with(result);
            else second = second.with(result);
        }
        RequestWindow sum = RequestWindow.read(first.write()).plus(RequestWindow.read(second.write()));
        Arrays.sort(millis);

        assertThat(sum.counts().succeeded()).isEqualTo(2_000);
        for (double percent : new double[] {50, 95, 99}) {
            long exact = millis[(int) Math.ceil(percent / 100 * millis.length) - 1];
            assertThat(sum.whole().getValueAtPercentile(percent)).isCloseTo(exact, withinPercentage(1));
        }
    }

    @Test
    void aWindowIsReadAsItWasWritten() {
        RequestWindow window = RequestWindow.empty()
                .with(Events.succeeded("r1", "t", END, 1_000))
                .with(Events.failed("r2", "t", END))
                .with(Events.cancelled("r3", "t", END));
        RequestWindow read = RequestWindow.read(window.write());
        assertThat(read.counts()).isEqualTo(new RequestWindow.Counts(1, 1, 1, 20, 3, 0));
        assertThat(read.counts()).isEqualTo(RequestWindow.readCounts(window.write()));
        assertThat(read.queue()).isEqualTo(window.queue());
        assertThat(read.whole()).isEqualTo(window.whole());
    }

    @Test
    void nothingAndAnotherFormAreAnEmptyWindow() {
        assertThat(RequestWindow.read(null).counts()).isEqualTo(RequestWindow.Counts.NONE);
        assertThat(RequestWindow.read(new byte[] {9, 9, 9}).counts()).isEqualTo(RequestWindow.Counts.NONE);
        assertThat(RequestWindow.readCounts(new byte[0])).isEqualTo(RequestWindow.Counts.NONE);
    }
}
