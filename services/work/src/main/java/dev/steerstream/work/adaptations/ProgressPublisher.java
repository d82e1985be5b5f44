package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.Topic;
import dev.steerstream.work.outbox.MessageRecords;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends progress straight to its topic, on a thread of its own: a producer may block while the broker is away, a training must
 * not. What does not fit the queue, or cannot be sent within seconds, is dropped: the next report says more. Safe from any thread.
 */
public final class ProgressPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressPublisher.class);

    private final MessageRecords records;
    private final Producer<byte[], byte[]> producer;
    private final BlockingQueue<ProducerRecord<byte[], byte[]>> waiting = new ArrayBlockingQueue<>(64);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts its thread.
     *
     * @param clientProperties of Kafka clients: at least {@code bootstrap.servers}
     */
    public ProgressPublisher(Map<String, Object> clientProperties, String topicPrefix, String service, Clock clock) {
        this.records = new MessageRecords(service, topicPrefix, clock);
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "steerstream-progress");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.thread = new Thread(this::run, "progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns at once. */
    public void publish(String tenant, Topic topic, String key, Object event) {
        if (!waiting.offer(records.of(tenant, topic, key, event))) {
            LOG.debug("progress of {} dropped: the broker is slower than the work", key);
        }
    }

    private void run() {
        while (!closed) {
            try {
                ProducerRecord<byte[], byte[]> next = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (next == null) continue;
                producer.send(next, (metadata, failure) -> {
                    if (failure != null) LOG.debug("progress not sent: {}", failure.toString());
                });
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException failure) {
                LOG.warn("progress not sent: {}", failure.toString());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(6).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
