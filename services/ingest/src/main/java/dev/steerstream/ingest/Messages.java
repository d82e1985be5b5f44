package dev.steerstream.ingest;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.MessageHeaders;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;

/** Makes the records that the topology writes: key, body, CloudEvents headers. The same submission gives the same event ids. */
final class Messages {

    private Messages() {}

    static Record<String, byte[]> row(Address address, DatasetRow row, byte[] body, long timestamp) {
        return message(address, row.getClass(), address.submission() + "/" + row.row(), body, timestamp);
    }

    static Record<String, byte[]> seal(Address address, DatasetSeal seal, long timestamp) {
        return message(address, seal.getClass(), address.submission() + "/seal", Contracts.write(seal), timestamp);
    }

    static Record<String, byte[]> event(Address address, DatasetEvent event, long number, long timestamp) {
        String id = address.submission() + "/" + event.state().name().toLowerCase(java.util.Locale.ROOT) + "/" + number;
        return message(address, event.getClass(), id, Contracts.write(event), timestamp);
    }

    /** Whether a record is an event; else it is a row or a seal. */
    static boolean isEvent(Record<?, ?> message) {
        return MessageHeaders.type(DatasetEvent.class)
                .equals(MessageHeaders.text(message.headers(), MessageHeaders.TYPE));
    }

    private static Record<String, byte[]> message(
            Address address, Class<?> contract, String id, byte[] body, long timestamp) {
        return new Record<>(
                address.key(),
                body,
                timestamp,
                MessageHeaders.toKafka(MessageHeaders.of(
                        contract,
                        "ingest",
                        address.dataset() + "/" + id,
                        address.tenant(),
                        Instant.ofEpochMilli(timestamp))));
    }
}
