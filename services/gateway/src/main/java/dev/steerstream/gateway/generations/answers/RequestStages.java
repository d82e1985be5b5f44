package dev.steerstream.gateway.generations.answers;

import dev.steerstream.gateway.generations.GenerationViews.Generation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Where the time of requests goes whose clients wait for the whole answer. By the clocks of whoever writes the times: where they differ so do the stages, and none
 * counts as less than nothing. Safe from any thread.
 */
@Singleton
class RequestStages {
    private final Timer storing;
    private final Timer waiting;
    private final Timer decoding;
    private final Timer returning;
    private final Clock clock;

    RequestStages(MeterRegistry meters, Clock clock) {
        this.storing = timer(meters, "storing");
        this.waiting = timer(meters, "waiting");
        this.decoding = timer(meters, "decoding");
        this.returning = timer(meters, "returning");
        this.clock = clock;
    }

    private static Timer timer(MeterRegistry meters, String stage) {
        return Timer.builder("steerstream.gateway.stage")
                .description(
                        "Time of requests whose clients wait for the whole answer: until the row is stored, until a"
                                + " decoder begins, until it has decoded, until the answer is back here")
                .tag("stage", stage)
                .register(meters);
    }

    /** @param began when the storing of its row began */
    void stored(Instant began) {
        record(storing, began, clock.instant());
    }

    void answered(Generation ended) {
        // Who was cancelled or has expired before a decoder took it never began.
        if (ended.startedAt() == null || ended.endedAt() == null) return;
        record(waiting, ended.createdAt(), ended.startedAt());
        record(decoding, ended.startedAt(), ended.endedAt());
        record(returning, ended.endedAt(), clock.instant());
    }

    private static void record(Timer timer, Instant from, Instant to) {
        Duration took = Duration.between(from, to);
        timer.record(took.isNegative() ? Duration.ZERO : took);
    }
}
