package dev.steerstream.ingest;

import dev.steerstream.work.consume.RecordHandler;
import dev.steerstream.work.errors.SteerStreamException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Refuses what the topology cannot address, so that it becomes a dead letter with its bytes, headers and origin untouched. The topology itself passes such
 * records over: its transaction cannot reach the database.
 */
final class UnaddressedRecords implements RecordHandler {

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
