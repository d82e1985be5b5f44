package dev.steerstream.decoder.topic;

import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Reads all partitions of a topic from the first record on, and keeps reading. One thread of its own; a failure of the broker is retried for
 * ever, from the beginning, so what takes the records must bear to see them again. Every method is safe from any thread.
 */
public final class WholeTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WholeTopic.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> properties;
    private final String topic;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final Backoff backoff = Backoff.quick();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch readToEnd = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    private WholeTopic(
            Map<String, Object> clientProperties, String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        this.properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.topic = topic;
        this.taker = taker;
        this.thread = new Thread(this::run, "reads-" + topic);
        thread.setDaemon(true);
    }

    /**
     * Starts reading.
     *
     * @param clientProperties of Kafka clients: at least {@code bootstrap.servers}
     * @param topic full name
     * @param taker gets every record on this reader's thread; what it throws is logged and the record skipped
     */
    public static WholeTopic start(
            Map<String, Object> clientProperties, String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        WholeTopic reader = new WholeTopic(clientProperties, topic, taker);
        reader.thread.start();
        return reader;
    }

    /** Whether everything that was there at the start has been taken. */
    public boolean readToEnd() {
        return readToEnd.getCount() == 0;
    }

    private void run() {
        int attempt = 0;
        while (stopping.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> reading =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = reading;
                Map<TopicPartition, Long> ends = assignAll(reading);
                while (stopping.getCount() > 0) {
                    for (ConsumerRecord<byte[], byte[]> message : reading.poll(POLL)) take(message);
                    attempt = 0;
                    if (!readToEnd()
                            && ends.entrySet().stream()
                                    .allMatch(end -> reading.position(end.getKey()) >= end.getValue())) {
                        readToEnd.countDown();
                    }
                }
            } catch (WakeupException stopped) {
                return;
            } catch (RuntimeException thrown) {
                attempt++;
                LOG.warn(
                        "reading {} interrupted, again in {}: {}",
                        topic,
                        backoff.after(attempt),
                        Failures.of(thrown).message());
                if (stopped(backoff.after(attempt))) return;
            }
        }
    }

    private Map<TopicPartition, Long> assignAll(KafkaConsumer<byte[], byte[]> reading) {
        List<PartitionInfo> found = reading.partitionsFor(topic);
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) throw new IllegalStateException("topic " + topic + " has no partitions");
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        return reading.endOffsets(partitions);
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        try {
            taker.accept(message);
        } catch (RuntimeException thrown) {
            LOG.warn(
                    "record skipped: topic={} partition={} offset={} reason={}",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    Failures.of(thrown).message());
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
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) reading.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
