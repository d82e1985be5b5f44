package dev.steerstream.ingest.assembly;

import dev.steerstream.ingest.row.Address;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Makes the records that the topology writes: key, body, CloudEvents headers. The same step of a submission gives the same event id. */
final class Messages {

    private Messages() {}

    /** @param body of {@code row}, as written: the seal's hash is over it */
    static Record<String, byte[]> row(Submission submission, DatasetRow row, byte[] body, long timestamp) {
        return message(submission, row.getClass(), Long.toString(row.row()), body, timestamp);
    }

    static Record<String, byte[]> seal(Submission submission, DatasetSeal seal, long timestamp) {
        return message(submission, seal.getClass(), "seal", Contracts.write(seal), timestamp);
    }

    /** @param number tells events of one state apart */
    static Record<String, byte[]> event(Submission submission, DatasetEvent event, long number, long timestamp) {
        String id = event.state().name().toLowerCase(Locale.ROOT) + "/" + number;
        return message(submission, event.getClass(), id, Contracts.write(event), timestamp);
    }

    /** Whether a record is an event; else it is a row or a seal. */
    static boolean isEvent(Headers headers) {
        return MessageHeaders.type(DatasetEvent.class).equals(MessageHeaders.text(headers, MessageHeaders.TYPE));
    }

    private static Record<String, byte[]> message(
            Submission submission, Class<?> contract, String part, byte[] body, long timestamp) {
        Address address = submission.address();
        Headers headers = MessageHeaders.toKafka(MessageHeaders.of(
                contract, "ingest", address.storeKey() + part, address.tenant(), Instant.ofEpochMilli(timestamp)));
        Submission.Ending ending = submission.ending();
        if (ending != null && ending.traceParent() != null) {
            headers.add(MessageHeaders.TRACE_PARENT, ending.traceParent().getBytes(StandardCharsets.UTF_8));
        }
        return new Record<>(address.key(), body, timestamp, headers);
    }
}
