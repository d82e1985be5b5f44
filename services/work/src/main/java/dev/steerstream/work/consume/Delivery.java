package dev.steerstream.work.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record of a share group as it was handed to this consumer.
 *
 * @param message the record, bytes untouched
 * @param deliveryCount 1 for the first delivery to anybody; it rises with every release, lost consumer and expired lock
 * @param lock whether the record is still ours; turns to lost where a renewal failed, and then somebody else may be handling it
 */
public record Delivery(ConsumerRecord<byte[], byte[]> message, int deliveryCount, RecordLock lock) {}
