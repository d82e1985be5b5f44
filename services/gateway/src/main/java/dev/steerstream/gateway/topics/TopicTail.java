package dev.steerstream.gateway.topics;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of some topics from their end on, on a thread of its own, and hands records to who listens. Positions outlive the
 * connection: after a failure reading goes on where it stopped. What was published before the first connection is not seen, so a listener also
 * looks at its row.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PARTITIONS_REFRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Object> properties;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Listeners listeners;
    private final Backoff backoff = Backoff.quick();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> open;
    private volatile Failure failure;

    private TopicTail(
            Map<String, Object> clientProperties, String topicPrefix, List<Topic> topics, Listeners listeners) {
        this.properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        topics.forEach(topic -> this.topics.put(topic.name(topicPrefix), topic));
        this.listeners = listeners;
        this.thread = new Thread(this::run, "topic-tail");
        thread.setDaemon(true);
    }

    /** Starts following; {@code clientProperties} has at least {@code bootstrap.servers}. */
    public static TopicTail start(
            Map<String, Object> clientProperties, String topicPrefix, List<Topic> topics, Listeners listeners) {
        TopicTail tail = new TopicTail(clientProperties, topicPrefix, topics, listeners);
        tail.thread.start();
        return tail;
    }

    /** What keeps it from reading now, or empty. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether every record from now on is seen; waits at most {@code limit} for it. */
    public boolean positioned(Duration limit) {
        try {
            return positioned.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        int attempt = 0;
        while (!stopped(Duration.ZERO)) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                open = consumer;
                assignAll(consumer);
                positioned.countDown();
                long assignedAt = System.nanoTime();
                while (!stopped(Duration.ZERO)) {
                    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) take(message);
                    failure = null;
                    attempt = 0;
                    if (System.nanoTime() - assignedAt > PARTITIONS_REFRESH_NANOS) {
                        assignAll(consumer);
                        assignedAt = System.nanoTime();
                    }
                }
            } catch (WakeupException closing) {
                return;
            } catch (RuntimeException thrown) {
                failure = Failures.of(thrown);
                Duration pause = backoff.after(++attempt);
                LOG.warn("topic tail interrupted, again in {}: {}", pause, failure.message());
                if (stopped(pause)) return;
            } finally {
                open = null;
            }
        }
    }

    /** Partitions known before go on; at the first assignment the others start at their end, later ones are new and start at their beginning. */
    private void assignAll(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics.keySet()) {
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
        }
        // Assigning anew throws away what is on its way.
        if (consumer.assignment().equals(Set.copyOf(partitions))) return;
        boolean first = positions.isEmpty();
        List<TopicPartition> unknown = partitions.stream()
                .filter(partition -> !positions.containsKey(partition))
                .toList();
        if (!unknown.isEmpty()) {
            positions.putAll(first ? consumer.endOffsets(unknown) : consumer.beginningOffsets(unknown));
        }
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, positions.get(partition)));
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        positions.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
        Topic topic = topics.get(message.topic());
        listeners.of(topic).forEach(Runnable::run);
        if (message.key() == null || message.value() == null) return;
        String key = new String(message.key(), StandardCharsets.UTF_8);
        for (Consumer<byte[]> listener : listeners.of(topic, key)) {
            try {
                listener.accept(message.value());
            } catch (RuntimeException thrown) {
                LOG.warn(
                        "record skipped: topic={} partition={} offset={} reason={}",
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        Failures.of(thrown).message());
            }
        }
    }

    private boolean stopped(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
