package dev.steerstream.decoder.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.decoder.topic.Cancellations.RequestName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CancellationsTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    @Test
    void aCancellationIsKnownBeforeItsRequestComesAndOnlyInItsTenant() {
        var cancellations = new Cancellations();
        cancellations.add(new RequestName("one", "r"), NOW);

        assertThat(cancellations.contains(new RequestName("one", "r"))).isTrue();
        assertThat(cancellations.contains(new RequestName("two", "r"))).isFalse();
    }

    @Test
    void whatIsOlderThanAnyDeadlineIsForgotten() {
        var cancellations = new Cancellations();
        cancellations.add(new RequestName("one", "old"), NOW);
        cancellations.add(new RequestName("one", "new"), NOW.plus(Duration.ofHours(26)));

        assertThat(cancellations.contains(new RequestName("one", "old"))).isFalse();
        assertThat(cancellations.contains(new RequestName("one", "new"))).isTrue();
    }

    @Test
    void memoryIsBounded() {
        var cancellations = new Cancellations();
        for (int i = 0; i < Cancellations.MOST + 10; i++) {
            cancellations.add(new RequestName("one", "r" + i), NOW);
        }

        assertThat(cancellations.size()).isEqualTo(Cancellations.MOST);
        assertThat(cancellations.contains(new RequestName("one", "r0"))).isFalse();
        assertThat(cancellations.contains(new RequestName("one", "r" + (Cancellations.MOST + 9))))
                .isTrue();
    }
}
