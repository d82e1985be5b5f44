package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of messages that go out directly, beside the outbox: progress and tokens. Immutable.
 *
 * @param service name of the service that writes, the end of {@code ce_source}
 * @param topicPrefix of the installation, may be empty
 * @param clock for {@code ce_time}
 */
public record MessageRecords(String service, String topicPrefix, Clock clock) {

    /** A validated record with its headers, ready to send. */
    public ProducerRecord<byte[], byte[]> of(String tenant, Topic topic, String key, Object message) {
        return new ProducerRecord<>(
                topic.name(topicPrefix),
                null,
                key.getBytes(StandardCharsets.UTF_8),
                Contracts.write(message),
                MessageHeaders.toKafka(MessageHeaders.of(
                        message.getClass(), service, UUID.randomUUID().toString(), tenant, clock.instant())));
    }
}
