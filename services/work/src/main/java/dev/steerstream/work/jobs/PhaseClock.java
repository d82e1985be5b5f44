package dev.steerstream.work.jobs;

import dev.steerstream.schemas.Progress;
import java.time.Duration;
import java.util.function.BiConsumer;

/** How long the phases of a job take, told as each ends. For one thread. */
final class PhaseClock {
    private final BiConsumer<String, Duration> ended;
    private String phase;
    private long since;

    PhaseClock(BiConsumer<String, Duration> ended) {
        this.ended = ended;
    }

    /** @param now of {@link System#nanoTime()} */
    void seen(Progress progress, long now) {
        if (progress.phase().equals(phase)) return;
        end(now);
        phase = progress.phase();
        since = now;
    }

    void end(long now) {
        if (phase == null) return;
        ended.accept(phase, Duration.ofNanos(now - since));
        phase = null;
    }
}
