package dev.steerstream.work.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a service does with one record. It may be called again with a record that it has handled before: its effect must be idempotent. What it
 * throws is mapped by {@link dev.steerstream.work.errors.Failures}: user and defect failures dead-letter the record, transient and resource ones
 * are retried with backoff.
 */
@FunctionalInterface
public interface RecordHandler {
    void handle(ConsumerRecord<byte[], byte[]> message) throws Exception;
}
