package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.database.ProvisionalCodec;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of messages that go out directly, beside the outbox: progress and tokens. Immutable.
 *
 * @param service name of the service that writes, the end of {@code ce_source}
 * @param topicPrefix of the installation, may be empty
 */
public record MessageRecords(String service, String topicPrefix) {

    /** A validated record with its headers, ready to send. */
    public ProducerRecord<byte[], byte[]> of(String tenant, Topic topic, String key, Object message) {
        ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                topic.name(topicPrefix),
                key.getBytes(StandardCharsets.UTF_8),
                Json.write(message).getBytes(StandardCharsets.UTF_8));
        ProvisionalCodec.headers(service, message.getClass(), tenant)
                .forEach((name, value) -> made.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return made;
    }
}
