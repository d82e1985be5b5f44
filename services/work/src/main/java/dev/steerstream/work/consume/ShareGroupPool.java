package dev.steerstream.work.consume;

import dev.steerstream.schemas.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * A pool of share consumers, each with one record at a time and a thread of its own: a consumer polls only when all it holds is acknowledged, so
 * one consumer with several records could not take a new one while the slowest runs. {@code share.acquire.mode=record_limit} makes one record
 * mean one: the default mode acquires whole batches whatever {@code max.poll.records} says.
 *
 * <p>{@link #close()} takes nothing new, waits for what runs and gives back the rest.
 */
public final class ShareGroupPool implements AutoCloseable {
    private final List<ShareWorker> workers;

    private ShareGroupPool(List<ShareWorker> workers) {
        this.workers = workers;
    }

    /**
     * How a pool takes records.
     *
     * @param group share group, with the installation's prefix, configured by {@link ShareGroups}
     * @param topics names on the broker, with the prefix
     * @param size consumers, and so records at a time, at least 1
     * @param closeLimit how long {@link ShareGroupPool#close()} waits for running handlers before it gives their records back
     */
    public record Settings(String group, List<String> topics, int size, Duration closeLimit) {
        public Settings {
            topics = List.copyOf(topics);
            if (size < 1) throw new IllegalArgumentException("a pool of " + size + " consumers: at least 1");
        }
    }

    /** Starts the consumers. {@code clientProperties} has at least {@code bootstrap.servers}; security settings pass through. */
    public static ShareGroupPool start(
            Map<String, Object> clientProperties, Settings settings, Admission admission, ShareHandler handler) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        List<ShareWorker> workers = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            workers.add(new ShareWorker(properties, settings, i, admission, handler));
        }
        workers.forEach(ShareWorker::start);
        return new ShareGroupPool(workers);
    }

    /** How many records are being handled. */
    public int held() {
        return (int) workers.stream().filter(ShareWorker::holding).count();
    }

    /** Acknowledgements that came too late or could not be sent since the start: their records were handled and come again. */
    public long lateAcknowledgements() {
        return workers.stream().mapToLong(ShareWorker::lateAcknowledgements).sum();
    }

    /** What keeps a consumer from working now, or empty. */
    public Optional<Failure> failure() {
        return workers.stream()
                .map(ShareWorker::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public void close() {
        workers.forEach(ShareWorker::stop);
        workers.forEach(ShareWorker::join);
    }
}
