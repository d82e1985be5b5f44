package dev.steerstream.decoder;

import dev.steerstream.schemas.GenerationResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What a decoder counts and times. Safe from any thread. */
public final class GenerationMetrics {
    private final MeterRegistry registry;
    private final Counter changedTokens;
    private final Timer queueTime;
    private final Timer timeToFirstToken;

    public GenerationMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.changedTokens = Counter.builder("steerstream.decoder.changed.tokens")
                .description("answer tokens that the warm model would not have chosen at their place")
                .register(registry);
        this.queueTime = Timer.builder("steerstream.decoder.queue.time")
                .description("from a request's publication to the start of its first attempt")
                .register(registry);
        this.timeToFirstToken = Timer.builder("steerstream.decoder.time.to.first.token")
                .description("from a request's publication to its first token")
                .register(registry);
    }

    /** A request got its terminal state here. */
    public void ended(GenerationResult result) {
        String code = result.failure() == null ? "" : result.failure().code();
        outcome(result.state().name().toLowerCase(Locale.ROOT), code);
        if (result.queueSeconds() != null) queueTime.record(duration(result.queueSeconds()));
        if (result.timeToFirstTokenSeconds() != null) {
            timeToFirstToken.record(duration(result.timeToFirstTokenSeconds()));
        }
        if (result.receipt() == null) return;
        changedTokens.increment(result.receipt().changedTokens());
        Counter.builder("steerstream.decoder.tokens")
                .description("answer tokens, by mode")
                .tag("mode", result.receipt().mode().name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment(result.receipt().tokens());
        if (result.receipt().fallback() != null) {
            Counter.builder("steerstream.decoder.guard.fallbacks")
                    .description("answers that the guard let the warm model finish")
                    .register(registry)
                    .increment();
        }
    }

    /** A record ended without a terminal state of its own: repeated, conflict or dead_letter. */
    public void outcome(String outcome, String code) {
        Counter.builder("steerstream.decoder.requests")
                .description("request records by what became of them")
                .tag("outcome", outcome)
                .tag("code", code)
                .register(registry)
                .increment();
    }

    /** Shows a number that is read when it is asked for. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("steerstream.decoder." + name, value)
                .description(description)
                .register(registry);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }
}
