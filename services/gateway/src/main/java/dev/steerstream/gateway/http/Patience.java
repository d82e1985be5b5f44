package dev.steerstream.gateway.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits a moment for a stage to store what was sent to it. Safe from any thread. */
public final class Patience {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Duration wait;

    /** @param wait at most */
    public Patience(Duration wait) {
        this.wait = wait;
    }

    /** What {@code look} finds, looking at least once; empty where it finds nothing in time, or the thread is to stop. */
    public <T> Optional<T> until(Supplier<Optional<T>> look) {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent() || System.nanoTime() >= end) return found;
            try {
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return found;
            }
        }
    }
}
