package dev.steerstream.work.consume;

import java.util.concurrent.CompletableFuture;

/**
 * What a service does with a share group's record. {@code start} is called on the consumer's own thread and returns at once; the record is renewed
 * until the future completes. A record may come again, here or elsewhere, also while it is handled: the effect must be idempotent.
 */
@FunctionalInterface
public interface ShareHandler {
    CompletableFuture<Outcome> start(Delivery delivery);

    /** What becomes of the record. */
    enum Outcome {
        /** Done, never delivered again. */
        ACCEPT,
        /** Given back, with a raised delivery count; at the group's limit the broker drops it silently. */
        RELEASE,
        /** Never delivered again, not done: what must be known about it is stored before. */
        REJECT
    }
}
