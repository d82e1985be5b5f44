package dev.steerstream.work.consume;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.consume.ShareHandler.Outcome;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One consumer of a {@link ShareGroupPool} on its thread. */
final class ShareWorker {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSED_DOOR = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(ShareWorker.class);

    private final Map<String, Object> properties;
    private final ShareGroupPool.Settings settings;
    private final Admission admission;
    private final ShareHandler handler;
    private final Backoff backoff = Backoff.quick();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong lateAcknowledgements = new AtomicLong();
    private final Thread thread;
    private volatile boolean holding;
    private volatile Failure failure;
    private volatile long giveBackAt = Long.MAX_VALUE;

    ShareWorker(
            Map<String, Object> properties,
            ShareGroupPool.Settings settings,
            int number,
            Admission admission,
            ShareHandler handler) {
        this.properties = properties;
        this.settings = settings;
        this.admission = admission;
        this.handler = handler;
        this.thread = new Thread(this::run, "share-" + settings.group() + "-" + number);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        giveBackAt = System.nanoTime() + settings.closeLimit().toNanos();
        stopping.countDown();
    }

    void join() {
        try {
            thread.join(settings.closeLimit().plusSeconds(30).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean holding() {
        return holding;
    }

    long lateAcknowledgements() {
        return lateAcknowledgements.get();
    }

    Failure failure() {
        return failure;
    }

    private void run() {
        int attempt = 0;
        while (!stopped(Duration.ZERO)) {
            if (!admission.open()) {
                stopped(CLOSED_DOOR);
                continue;
            }
            try (ShareConsumer<byte[], byte[]> consumer =
                    new KafkaShareConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(settings.topics());
                take(consumer);
                attempt = 0;
            } catch (WakeupException closing) {
                LOG.debug("share consumer woken");
            } catch (Exception thrown) {
                // Closing the consumer gave back what it held.
                failure = Failures.of(thrown);
                Duration pause = backoff.after(++attempt);
                LOG.warn(
                        "share consumer of {} interrupted, again in {}: {}",
                        settings.group(),
                        pause,
                        failure.message());
                if (stopped(pause)) return;
            } finally {
                holding = false;
            }
        }
    }

    /**
     * Until the pool closes, or the door has been closed for a part of the lock. A consumer fetches also while nobody polls, and what it brings loses its lock behind
     * a closed door, unseen, to another that it is then handled by too: closing the consumer gives it back.
     */
    private void take(ShareConsumer<byte[], byte[]> consumer) {
        long polledAt = System.nanoTime();
        while (!stopped(Duration.ZERO)) {
            if (admission.open()) {
                for (ConsumerRecord<byte[], byte[]> taken : consumer.poll(POLL)) handle(consumer, taken);
                failure = null;
                polledAt = System.nanoTime();
            } else if (System.nanoTime() - polledAt > patience(consumer).toNanos()) {
                return;
            } else {
                stopped(CLOSED_DOOR);
            }
        }
    }

    private void handle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> taken) {
        holding = true;
        RecordLock lock = new RecordLock();
        int deliveryCount = taken.deliveryCount().map(Short::intValue).orElse(1);
        CompletableFuture<Outcome> running = begin(new Delivery(taken, deliveryCount, lock));
        // The renewed record, as poll returned it last, is the one to acknowledge.
        Optional<ConsumerRecord<byte[], byte[]>> held = Optional.of(taken);
        while (!awaited(running, renewalInterval(consumer))) {
            if (held.isPresent()) held = renew(consumer, held.get());
            if (held.isEmpty()) lock.lose();
        }
        Outcome outcome = outcome(running, taken);
        if (held.isPresent()) acknowledge(consumer, held.get(), type(outcome));
        else lateAcknowledgements.incrementAndGet();
        holding = false;
        if (outcome == Outcome.RELEASE) stopped(backoff.after(Math.min(deliveryCount, 5)));
    }

    private CompletableFuture<Outcome> begin(Delivery delivery) {
        try {
            return handler.start(delivery);
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Behind a closed door: well below the lock, or, as long as nothing was fetched that would tell it, below any. */
    private static Duration patience(ShareConsumer<byte[], byte[]> consumer) {
        return Duration.ofMillis(
                consumer.acquisitionLockTimeoutMs().map(lock -> lock / 3).orElse(1_000));
    }

    /** A third of the lock: two renewals may fail before it ends. */
    private static Duration renewalInterval(ShareConsumer<byte[], byte[]> consumer) {
        return Duration.ofMillis(consumer.acquisitionLockTimeoutMs().orElse(15_000) / 3);
    }

    /** Whether it is over: done, or given up because the pool closes. */
    private boolean awaited(CompletableFuture<Outcome> running, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            long now = System.nanoTime();
            if (now - end >= 0) return running.isDone();
            if (stopping.getCount() == 0 && now - giveBackAt >= 0) return true;
            try {
                running.get(Math.min(end - now, TimeUnit.MILLISECONDS.toNanos(200)), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException still) {
                // Look at the clock and the closing again.
            } catch (ExecutionException | java.util.concurrent.CancellationException ended) {
                return true;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }

    /** The record under a fresh lock, or empty where the lock is lost. */
    private Optional<ConsumerRecord<byte[], byte[]>> renew(
            ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> held) {
        if (!acknowledge(consumer, held, AcknowledgeType.RENEW)) return Optional.empty();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> returned : consumer.poll(POLL)) {
                if (same(returned, held)) return Optional.of(returned);
                // Cannot be while a renewed record is out; holding two would break the pool's promise.
                acknowledge(consumer, returned, AcknowledgeType.RELEASE);
            }
        }
        return Optional.empty();
    }

    private static boolean same(ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
        return one.offset() == other.offset()
                && one.partition() == other.partition()
                && one.topic().equals(other.topic());
    }

    private Outcome outcome(CompletableFuture<Outcome> running, ConsumerRecord<byte[], byte[]> taken) {
        if (!running.isDone()) return Outcome.RELEASE;
        try {
            return running.join();
        } catch (RuntimeException thrown) {
            Failure now = Failures.of(thrown);
            LOG.warn(
                    "record {}-{}@{} is given back: {}",
                    taken.topic(),
                    taken.partition(),
                    taken.offset(),
                    now.message(),
                    now.kind() == Failure.Kind.DEFECT ? thrown : null);
            return Outcome.RELEASE;
        }
    }

    private static AcknowledgeType type(Outcome outcome) {
        return switch (outcome) {
            case ACCEPT -> AcknowledgeType.ACCEPT;
            case RELEASE -> AcknowledgeType.RELEASE;
            case REJECT -> AcknowledgeType.REJECT;
        };
    }

    /** Whether the broker took it. A late acknowledgement is not thrown: it stands in commitSync's result. */
    private boolean acknowledge(
            ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> held, AcknowledgeType type) {
        consumer.acknowledge(held, type);
        Optional<KafkaException> refused = consumer.commitSync().values().stream()
                .flatMap(Optional::stream)
                .findFirst();
        refused.ifPresent(reason -> {
            lateAcknowledgements.incrementAndGet();
            LOG.warn(
                    "{} of record {}-{}@{} was not taken: {}",
                    type,
                    held.topic(),
                    held.partition(),
                    held.offset(),
                    reason.toString());
        });
        return refused.isEmpty();
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
