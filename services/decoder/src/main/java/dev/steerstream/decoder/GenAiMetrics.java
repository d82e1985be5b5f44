package dev.steerstream.decoder;

import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;

/**
 * What OpenTelemetry's semantic conventions for generative AI name, with their attributes and buckets. The response's model is the base model; the
 * request's, a task's id, has no bound and is left out. Safe from any thread.
 */
final class GenAiMetrics {
    private static final Duration[] REQUEST =
            seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final Duration[] FIRST_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    private static final Duration[] OUTPUT_TOKEN =
            seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5);
    private static final double[] TOKENS = {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536};

    private final MeterRegistry registry;

    GenAiMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param result of a request that was decoded, to its end or as far as it came */
    void answered(GenerationRequest request, GenerationResult result) {
        Tags tags = Tags.of(
                "gen_ai.operation.name",
                request.messages() == null ? "text_completion" : "chat",
                "gen_ai.provider.name",
                "steerstream",
                "gen_ai.response.model",
                result.receipt().model());
        double decoding =
                Duration.between(result.startedAt(), result.finishedAt()).toNanos() / 1e9;
        timer("gen_ai.server.request.duration", "From a request's publication to the end of its answers", REQUEST)
                .tags(tags.and(
                        "error.type",
                        result.failure() == null ? "" : result.failure().code()))
                .register(registry)
                .record(duration(result.queueSeconds() + decoding));
        if (result.state() != GenerationResult.State.SUCCEEDED) return;
        usage(tags.and("gen_ai.token.type", "input"), result.usage().promptTokens());
        usage(tags.and("gen_ai.token.type", "output"), result.usage().completionTokens());
        if (result.timeToFirstTokenSeconds() == null) return;
        timer("gen_ai.server.time_to_first_token", "From a request's publication to its first token", FIRST_TOKEN)
                .tags(tags)
                .register(registry)
                .record(duration(result.timeToFirstTokenSeconds()));
        // Answers of one request decode side by side: the longest one took the time.
        int longest = result.choices().stream()
                .mapToInt(GenerationResult.Choice::tokens)
                .max()
                .orElse(0);
        if (longest < 2) return;
        double afterFirst = result.queueSeconds() + decoding - result.timeToFirstTokenSeconds();
        timer("gen_ai.server.time_per_output_token", "Time of each token after an answer's first", OUTPUT_TOKEN)
                .tags(tags)
                .register(registry)
                .record(duration(afterFirst / (longest - 1)));
    }

    private void usage(Tags tags, int tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of prompts and answers")
                .serviceLevelObjectives(TOKENS)
                .tags(tags)
                .register(registry)
                .record(tokens);
    }

    private static Timer.Builder timer(String name, String description, Duration[] buckets) {
        return Timer.builder(name).description(description).serviceLevelObjectives(buckets);
    }

    private static Duration[] seconds(double... seconds) {
        return DoubleStream.of(seconds).mapToObj(GenAiMetrics::duration).toArray(Duration[]::new);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(Math.max(0, seconds) * 1e9));
    }
}
