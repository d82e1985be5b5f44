package dev.steerstream.work.consume;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes partitions in order on a thread of its own: each record goes to the handler, offsets are committed after. A record whose failure is the
 * sender's or ours goes to the dead letters and the next one follows; one that time or the operator can mend is retried with backoff, while the
 * consumer keeps polling with its partitions paused, so that it stays in the group. Only read-committed records are seen.
 *
 * <p>{@link #close()} ends it after the record at hand. {@link #failure()} shows what holds it up, for readiness.
 */
public final class RecordLoop implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);

    private final String name;
    private final Map<String, Object> properties;
    private final List<String> topics;
    private final RecordHandler handler;
    private final DeadLetters deadLetters;
    private final Backoff backoff = Backoff.quick();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private boolean holding;
    private volatile Failure failure;
    private volatile Consumer<byte[], byte[]> open;

    private RecordLoop(
            Map<String, Object> clientProperties,
            String group,
            List<String> topics,
            RecordHandler handler,
            DeadLetters deadLetters) {
        this.name = group;
        this.topics = List.copyOf(topics);
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        properties.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        this.thread = new Thread(this::run, "record-loop-" + group);
        thread.setDaemon(true);
    }

    /**
     * Starts consuming.
     *
     * @param clientProperties of Kafka clients: at least {@code bootstrap.servers}; security settings pass through
     * @param group consumer group, with the installation's prefix
     * @param topics names on the broker, with the prefix
     */
    public static RecordLoop start(
            Map<String, Object> clientProperties,
            String group,
            List<String> topics,
            RecordHandler handler,
            DeadLetters deadLetters) {
        RecordLoop loop = new RecordLoop(clientProperties, group, topics, handler, deadLetters);
        loop.thread.start();
        return loop;
    }

    /** What holds it up now, or empty. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether its thread works. */
    public boolean running() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
            if (thread.isAlive()) thread.interrupt();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int attempt = 0;
        while (!stopped(Duration.ZERO)) {
            try (Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                open = consumer;
                consumer.subscribe(topics, new Assignment(consumer));
                while (!stopped(Duration.ZERO)) {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    for (TopicPartition partition : records.partitions()) {
                        handlePartition(consumer, partition, records.records(partition));
                    }
                    failure = null;
                    attempt = 0;
                }
            } catch (WakeupException closing) {
                if (!stopped(Duration.ZERO)) continue;
                return;
            } catch (Exception thrown) {
                failure = Failures.of(thrown);
                Duration pause = backoff.after(++attempt);
                LOG.warn("record loop {} interrupted, again in {}: {}", name, pause, failure.message(), thrown);
                if (stopped(pause)) return;
            } finally {
                open = null;
                assigned.clear();
            }
        }
    }

    /** Handles the records that are still ours and commits what was handled, also where it ends early. */
    private void handlePartition(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        OffsetAndMetadata handled = null;
        try {
            for (ConsumerRecord<byte[], byte[]> message : records) {
                if (!handleUntilDone(consumer, partition, message)) break;
                handled = new OffsetAndMetadata(message.offset() + 1, message.leaderEpoch(), "");
            }
        } finally {
            if (handled != null && assigned.contains(partition)) commit(consumer, partition, handled);
        }
    }

    /** Whether the record was handled or dead-lettered; false where the partition was taken away or the loop ends. */
    private boolean handleUntilDone(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, ConsumerRecord<byte[], byte[]> message) {
        boolean dead = false;
        Failure reason = null;
        for (int attempt = 1; ; attempt++) {
            if (stopped(Duration.ZERO) || !assigned.contains(partition)) return false;
            try {
                if (dead) deadLetters.store(message, MessageHeaders.tenant(message.headers()), reason);
                else handler.handle(message);
                failure = null;
                return true;
            } catch (Exception thrown) {
                if (thrown instanceof InterruptedException)
                    Thread.currentThread().interrupt();
                Failure now = Failures.of(thrown);
                if (!dead && !Failures.retriable(now)) {
                    LOG.warn("{} goes to the dead letters: {}", position(message), now.message(), cause(now, thrown));
                    dead = true;
                    reason = now;
                    attempt = 0;
                    continue;
                }
                failure = now;
                Duration pause = backoff.after(attempt);
                LOG.warn("{} is tried again in {}: {}", position(message), pause, now.message());
                hold(consumer, pause);
            }
        }
    }

    /** A defect is logged with its stack; a sender's mistake needs none. */
    private static Throwable cause(Failure failure, Throwable thrown) {
        return failure.kind() == Failure.Kind.DEFECT ? thrown : null;
    }

    /** Waits with every partition paused, polling so that the group keeps us. */
    private void hold(Consumer<byte[], byte[]> consumer, Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        holding = true;
        try {
            consumer.pause(assigned);
            while (System.nanoTime() < end && !stopped(Duration.ZERO)) {
                consumer.poll(Duration.ofMillis(Math.min(100, pause.toMillis())));
            }
        } finally {
            holding = false;
            consumer.resume(assigned);
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer, TopicPartition partition, OffsetAndMetadata handled) {
        try {
            consumer.commitSync(Map.of(partition, handled));
        } catch (CommitFailedException | RebalanceInProgressException moved) {
            // The next owner handles these records again, which the handlers' idempotence covers.
            LOG.info("offset {} of {} was not committed: {}", handled.offset(), partition, moved.getMessage());
        } catch (WakeupException closing) {
            consumer.commitSync(Map.of(partition, handled));
            throw closing;
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

    private static String position(ConsumerRecord<byte[], byte[]> message) {
        return "record " + message.topic() + "-" + message.partition() + "@" + message.offset();
    }

    /** Called within poll, on the loop's thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned.addAll(partitions);
            if (holding) consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            assigned.removeAll(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            assigned.removeAll(partitions);
        }
    }
}
