package dev.steerstream.ingest.registry;

import dev.steerstream.ingest.row.Address;
import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.errors.SteerStreamException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Refuses what the topology cannot address, so that it becomes a dead letter with its bytes, headers and origin untouched. The topology passes such
 * records over, since its transaction cannot reach the database; this second reader of the same topic asks the same question, {@link
 * Address#fault}, so that every record is taken by exactly one of the two.
 */
public final class UnaddressedRecords implements RecordHandler {

    @Override
    public void handle(ConsumerRecord<byte[], byte[]> message) {
        Address.fault(message.headers()).ifPresent(fault -> {
            throw SteerStreamException.user(
                    "UNADDRESSED_ROW",
                    "a record on " + message.topic() + " belongs to no dataset: " + fault,
                    "Publish each row with the headers dataset, submission and row, and an end record with the header count.");
        });
    }
}
