package dev.steerstream.work.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Gives a task's stores their first changelog record. A store that nothing was ever written to has no offset in the task's checkpoint, and with
 * exactly-once Kafka Streams takes it for damaged at the next start: it logs errors, throws the whole task's local state away and reads it back.
 */
public final class FirstTombstone {
    private static final Duration SOON = Duration.ofMillis(200);

    private FirstTombstone() {}

    /**
     * Lets {@code deleting} run once, within a transaction, soon after the task has begun.
     *
     * @param deleting deletes a key that is never used, of each store
     */
    public static void schedule(ProcessorContext<?, ?> context, Consumer<Instant> deleting) {
        AtomicReference<Cancellable> schedule = new AtomicReference<>();
        schedule.set(context.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, now -> {
            deleting.accept(Instant.ofEpochMilli(now));
            schedule.get().cancel();
        }));
    }
}
