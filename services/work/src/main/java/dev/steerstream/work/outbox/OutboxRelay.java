package dev.steerstream.work.outbox;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outbox, each row at least once, rows of one key in id order. Every service with an outbox runs one; a session's advisory lock
 * elects the one that publishes, and PostgreSQL frees the lock when that session ends, however it ends. A relay that lost its session while
 * records were in flight may publish them after its successor did: consumers see the same event id again.
 *
 * <p>One thread of its own; {@link #close()} ends it. Failures of broker or database are retried with backoff for ever and shown by {@link
 * #failure()}.
 */
public final class OutboxRelay implements AutoCloseable {
    /** The channel that writers notify when they have committed. */
    static final String CHANNEL = "outbox";

    /** Of the election; "steer" in ASCII and a number. */
    static final long LOCK = 0x7374_6565_7200_0001L;

    /** How long a notification may be missed: the outbox is looked at this often anyway. */
    private static final Duration FALLBACK_POLL = Duration.ofMillis(250);

    /** How long acknowledged rows may lie undeleted while nobody writes. */
    private static final Duration SETTLING = Duration.ofMillis(20);

    private static final Duration ELECTION_INTERVAL = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final Database database;
    private final Map<String, Object> producerProperties;
    private final String topicPrefix;
    private final Backoff backoff = Backoff.quick();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile Failure failure;
    private volatile boolean elected;

    private OutboxRelay(Database database, Map<String, Object> clientProperties, String topicPrefix) {
        this.database = database;
        this.topicPrefix = topicPrefix;
        this.producerProperties = new HashMap<>(clientProperties);
        producerProperties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "steerstream-outbox");
        producerProperties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producerProperties.put(ProducerConfig.ACKS_CONFIG, "all");
        producerProperties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        producerProperties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        producerProperties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        producerProperties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        this.thread = new Thread(this::run, "outbox-relay");
        thread.setDaemon(true);
    }

    /**
     * Starts relaying.
     *
     * @param clientProperties of Kafka clients: at least {@code bootstrap.servers}; security settings pass through
     * @param topicPrefix of the installation, may be empty
     */
    public static OutboxRelay start(Database database, Map<String, Object> clientProperties, String topicPrefix) {
        OutboxRelay relay = new OutboxRelay(database, clientProperties, topicPrefix);
        relay.thread.start();
        return relay;
    }

    /** Whether this relay is the one that publishes. */
    public boolean elected() {
        return elected;
    }

    /** What keeps it from working now, or empty. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the thread after the rows in flight, at most some seconds later. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(Duration.ofSeconds(15).toMillis());
            if (thread.isAlive()) thread.interrupt();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int attempt = 0;
        while (!stopped(Duration.ZERO)) {
            try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                            producerProperties, new ByteArraySerializer(), new ByteArraySerializer());
                    Connection session = database.session()) {
                relay(session, new OutboxBatch(session, producer, topicPrefix));
                attempt = 0;
            } catch (Exception thrown) {
                failure = Failures.of(thrown);
                Duration pause = backoff.after(++attempt);
                LOG.warn("outbox relay interrupted, again in {}: {}", pause, failure.message());
                if (stopped(pause)) return;
            } finally {
                elected = false;
            }
        }
    }

    private void relay(Connection session, OutboxBatch batch) throws Exception {
        try (OutboxElection election = new OutboxElection(session)) {
            while (!election.won()) {
                failure = null;
                if (stopped(ELECTION_INTERVAL)) return;
            }
            elected = true;
            LOG.info("outbox relay elected");
            election.listen();
            while (!stopped(Duration.ZERO)) {
                boolean more = batch.publish();
                failure = null;
                if (!more) election.awaitNotification(batch.isIdle() ? FALLBACK_POLL : SETTLING);
            }
            batch.finish();
        } catch (SQLException lost) {
            elected = false;
            throw lost;
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
}
