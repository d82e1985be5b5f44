package dev.steerstream.decoder;

import dev.steerstream.schemas.GenerationRequest;
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
    private final GenAiMetrics genAi;
    private final Counter changedTokens;
    private final Counter fallbacks;
    private final Timer queueTime;

    public GenerationMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.genAi = new GenAiMetrics(registry);
        this.changedTokens = Counter.builder("steerstream.decoder.changed.tokens")
                .description("Steered answers' tokens that the warm model would not have chosen at their place")
                .register(registry);
        this.fallbacks = Counter.builder("steerstream.decoder.guard.fallbacks")
                .description("Answers that the guard let the warm model finish")
                .register(registry);
        this.queueTime = Timer.builder("steerstream.decoder.queue.time")
                .description("From a request's publication to the start of its first attempt")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30))
                .register(registry);
        outcomes("repeated", "");
        for (GenerationResult.State state : GenerationResult.State.values()) outcomes(label(state), "");
    }

    /** A request got its terminal state here. */
    public void ended(GenerationResult result) {
        outcome(
                label(result.state()),
                result.failure() == null ? "" : result.failure().code());
    }

    /** As above, of a request that was taken from its topic. */
    void ended(GenerationRequest request, GenerationResult result) {
        ended(result);
        if (result.queueSeconds() != null) queueTime.record(duration(result.queueSeconds()));
        if (result.receipt() == null) return;
        genAi.answered(request, result);
        changedTokens.increment(result.receipt().changedTokens());
        Counter.builder("steerstream.decoder.tokens")
                .description("Answer tokens, by mode")
                .tag("mode", label(result.receipt().mode()))
                .register(registry)
                .increment(result.receipt().tokens());
        if (result.receipt().fallback() != null) fallbacks.increment();
    }

    /** A record ended without a terminal state of its own: repeated, conflict or dead_letter; or a chunk of a stream was lost. */
    public void outcome(String outcome, String code) {
        outcomes(outcome, code).increment();
    }

    private Counter outcomes(String outcome, String code) {
        return Counter.builder("steerstream.decoder.requests")
                .description("Request records by what became of them")
                .tag("outcome", outcome)
                .tag("code", code)
                .register(registry);
    }

    /** Shows a number that is read when it is asked for. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("steerstream.decoder." + name, value)
                .description(description)
                .register(registry);
    }

    /** Shows bytes of memory, as every engine service does; {@code part} is empty for the whole. */
    void memory(String name, String part, String description, Supplier<Number> bytes) {
        Gauge.Builder<Supplier<Number>> gauge = Gauge.builder("steerstream.memory." + name, bytes)
                .description(description)
                .baseUnit("bytes");
        if (!part.isEmpty()) gauge.tag("part", part);
        gauge.register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }
}
