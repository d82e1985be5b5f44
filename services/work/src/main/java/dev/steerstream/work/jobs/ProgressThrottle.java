package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Progress;
import java.time.Duration;

/** Lets at most 4 reports a second through, and always the first and the last of a phase. For one thread. */
final class ProgressThrottle {
    private static final long INTERVAL = Duration.ofMillis(250).toNanos();

    private String phase;
    private long last;

    /** @param now of {@link System#nanoTime()} */
    boolean passes(Progress progress, long now) {
        boolean newPhase = !progress.phase().equals(phase);
        boolean complete = progress.done() >= progress.total();
        if (!newPhase && !complete && now - last < INTERVAL) return false;
        phase = progress.phase();
        last = now;
        return true;
    }
}
