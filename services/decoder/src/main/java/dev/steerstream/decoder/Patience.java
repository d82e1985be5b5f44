package dev.steerstream.decoder;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.Backoff;
import dev.steerstream.work.errors.Failures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a database that is away: a request that holds an answer keeps it, and its record, until the answer is stored. Safe from any thread.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private final Backoff backoff;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    Patience(Backoff backoff, Clock clock) {
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Tries until it succeeds, fails for good, or the decoder closes.
     *
     * @throws InterruptedException where the decoder closes first: the request is given back
     */
    <T> T untilDone(String what, Supplier<T> work) throws InterruptedException {
        return retrying(what, Instant.MAX, Failures::retriable, work);
    }

    /** As above for what only time can mend, and fails with the last failure where the time is over. */
    <T> T untilDone(String what, Instant end, Supplier<T> work) throws InterruptedException {
        return retrying(what, end, failure -> failure.kind() == Failure.Kind.TRANSIENT, work);
    }

    private <T> T retrying(String what, Instant end, Predicate<Failure> mending, Supplier<T> work)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException thrown) {
                Failure failure = Failures.of(thrown);
                Duration pause = backoff.after(attempt);
                if (!mending.test(failure) || clock.instant().plus(pause).isAfter(end)) throw thrown;
                LOG.warn("{} waits, again in {}: {}", what, pause, failure.message());
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException(what + " was given up: the decoder is closing");
                }
            }
        }
    }

    /** Ends all waiting; tries that run are not disturbed. */
    void close() {
        closing.countDown();
    }
}
