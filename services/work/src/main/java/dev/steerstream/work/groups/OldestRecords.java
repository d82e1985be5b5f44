package dev.steerstream.work.groups;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When the first record from an offset on was published. Reads one record a partition, within a limit. For one thread. */
final class OldestRecords {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> properties;

    OldestRecords(Map<String, Object> clients) {
        this.properties = new HashMap<>(clients);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024);
        // Closing waits for a fetch that is under way.
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    }

    /** A partition whose record did not come in time is left out. */
    Map<TopicPartition, Instant> published(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Instant> found = new HashMap<>();
        if (offsets.isEmpty()) return found;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(offsets.keySet());
            offsets.forEach(consumer::seek);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (found.size() < offsets.size() && System.nanoTime() < end) {
                consumer.poll(POLL).forEach(message -> {
                    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
                    if (found.putIfAbsent(partition, Instant.ofEpochMilli(message.timestamp())) == null) {
                        consumer.pause(List.of(partition));
                    }
                });
            }
        }
        return found;
    }
}
