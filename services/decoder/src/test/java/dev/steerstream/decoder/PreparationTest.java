package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.decoder.running.Lane;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.work.consume.Delivery;
import dev.steerstream.work.consume.RecordLock;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PreparationTest {
    /** There is no encoder: whatever touched it would fail. */
    @Test
    void whatEndedItsDecodersIsNotEncodedAgain() {
        Prepared prepared = new Preparation(
                        null, null, new Preparation.Bounds(512, 100, 8, true, (sequences, capacity) -> true))
                .prepare(delivered(Beginning.POISON_FROM));

        assertThat(prepared.ready()).isEmpty();
        assertThat(prepared.refusal()).map(Failure::code).contains("POISON");
    }

    @Test
    void whereBitsDependOnTheCompanyNoRequestIsDeterministic() {
        GenerationRequest request = new GenerationRequest("r", null, null, "Once", null, null, null, true, null, null);
        Prepared prepared = new Preparation(
                        null, null, new Preparation.Bounds(512, 100, 8, false, (sequences, capacity) -> true))
                .prepare(delivered(1, request));

        assertThat(prepared.ready()).isEmpty();
        assertThat(prepared.refusal()).map(Failure::code).contains("NOT_DETERMINISTIC");
    }

    static Incoming delivered(int times) {
        return delivered(times, new GenerationRequest("r", null, null, "Once", null, null, null, null, null, null));
    }

    private static Incoming delivered(int times, GenerationRequest request) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("generation-requests", 0, 0, null, null);
        return new Incoming(
                new Delivery(message, times, new RecordLock()),
                Lane.INTERACTIVE,
                new RequestName("default", "r"),
                request,
                Instant.EPOCH,
                Map.of());
    }
}
