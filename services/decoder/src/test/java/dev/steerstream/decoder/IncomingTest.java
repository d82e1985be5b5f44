package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.decoder.running.Lane;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.work.consume.Delivery;
import dev.steerstream.work.consume.RecordLock;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Deadlines are counted from the record's timestamp, which any client may set. */
    @Test
    void aSendersClockThatIsAheadLengthensNothing() {
        assertThat(published(NOW.minusSeconds(5))).isEqualTo(NOW.minusSeconds(5));
        assertThat(published(NOW.plusSeconds(86_400 * 365))).isEqualTo(NOW);
    }

    private static Instant published(Instant timestamp) {
        byte[] body =
                Contracts.write(new GenerationRequest("r", null, null, "Once", null, null, null, null, null, null));
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(
                "generation-requests",
                0,
                0,
                timestamp.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                body.length,
                null,
                body,
                new RecordHeaders(),
                Optional.empty());
        return Incoming.read(new Delivery(message, 1, new RecordLock()), Lane.INTERACTIVE, NOW)
                .published();
    }
}
