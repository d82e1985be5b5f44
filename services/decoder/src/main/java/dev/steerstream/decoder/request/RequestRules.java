package dev.steerstream.decoder.request;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The rules that a request must keep whatever the model is, and the defaults of {@link SamplingOptions} and {@link SteeringOptions}. */
public final class RequestRules {
    /** Where a request names no deadline. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

    /** No deadline is later than this after the request was published: shorter than the topic's retention. */
    public static final Duration LONGEST_DEADLINE = Duration.ofHours(24);

    static final int DEFAULT_MAXIMUM_TOKENS = 128;
    static final double HOTTEST = 100;
    static final int MOST_ANSWERS = 16;
    static final int MOST_STOPS = 4;
    static final int LONGEST_STOP = 256;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private RequestRules() {}

    /**
     * Writes out every default.
     *
     * @throws SteerStreamException of kind user where a member breaks its rule
     */
    public static CompleteRequest complete(GenerationRequest request) {
        Optional<String> task = Optional.ofNullable(request.task());
        SteeringOptions steering =
                request.steering() == null ? new SteeringOptions(null, null, null) : request.steering();
        Mode mode = steering.mode() != null ? steering.mode() : task.isPresent() ? Mode.STEERED : Mode.BASE;
        require(
                mode == Mode.BASE || task.isPresent(),
                "steering.mode",
                mode.name().toLowerCase(java.util.Locale.ROOT),
                "without a task only base can answer");
        require(
                mode == Mode.STEERED || (steering.strength() == null && steering.confidence() == null),
                "steering.mode",
                mode.name().toLowerCase(java.util.Locale.ROOT),
                "strength and confidence have an effect in mode steered only");
        return new CompleteRequest(
                request.id(),
                task,
                prompt(request),
                mode,
                strength(steering.strength()),
                confidence(steering.confidence()),
                sampling(request.sampling()),
                Boolean.TRUE.equals(request.stream()),
                Boolean.TRUE.equals(request.deterministic()),
                request.instance());
    }

    /**
     * The instant after which the request fails {@code EXPIRED}.
     *
     * @param published the record's timestamp
     * @throws SteerStreamException of kind user where the request asks for more than {@link #LONGEST_DEADLINE}
     */
    public static Instant deadline(GenerationRequest request, Instant published) {
        if (request.deadline() == null) return published.plus(DEFAULT_DEADLINE);
        require(
                !request.deadline().isAfter(published.plus(LONGEST_DEADLINE)),
                "deadline",
                request.deadline(),
                "it may be at most " + LONGEST_DEADLINE.toHours() + " hours after " + published
                        + ", when the request was published");
        return request.deadline();
    }

    private static CompleteRequest.Prompt prompt(GenerationRequest request) {
        boolean turns = request.messages() != null;
        require(
                turns != (request.prompt() != null),
                "messages",
                turns ? "given beside prompt" : "missing as prompt is",
                "exactly one of messages and prompt is given");
        if (!turns) return new CompleteRequest.Prompt.Raw(request.prompt());
        require(!request.messages().isEmpty(), "messages", "empty", "it needs at least one turn");
        for (ChatMessage message : request.messages()) {
            require(message != null, "messages", null, "every turn is an object with role and content");
            require(
                    message.role() != null && ROLES.contains(message.role()),
                    "messages.role",
                    message.role(),
                    "it is system, user or assistant");
            require(message.content() != null, "messages.content", null, "every turn has a text");
        }
        return new CompleteRequest.Prompt.Turns(request.messages());
    }

    private static CompleteRequest.Sampling sampling(SamplingOptions given) {
        SamplingOptions options =
                given == null ? new SamplingOptions(null, null, null, null, null, null, null, null) : given;
        int maximumTokens = options.maxTokens() == null ? DEFAULT_MAXIMUM_TOKENS : options.maxTokens();
        require(maximumTokens >= 1, "sampling.max_tokens", maximumTokens, "it is at least 1");
        double temperature = options.temperature() == null ? 0 : options.temperature();
        require(
                temperature >= 0 && temperature <= HOTTEST,
                "sampling.temperature",
                temperature,
                "it is 0 (greedy) to " + HOTTEST);
        require(options.topK() == null || options.topK() >= 1, "sampling.top_k", options.topK(), "it is at least 1");
        double topP = options.topP() == null ? 1 : options.topP();
        require(topP > 0 && topP <= 1, "sampling.top_p", topP, "it is above 0 and at most 1");
        double minP = options.minP() == null ? 0 : options.minP();
        require(minP >= 0 && minP <= 1, "sampling.min_p", minP, "it is 0 to 1");
        int answers = options.n() == null ? 1 : options.n();
        require(answers >= 1 && answers <= MOST_ANSWERS, "sampling.n", answers, "it is 1 to " + MOST_ANSWERS);
        List<String> stop = options.stop() == null ? List.of() : options.stop();
        require(stop.size() <= MOST_STOPS, "sampling.stop", stop.size() + " strings", "at most " + MOST_STOPS);
        for (String string : stop) {
            require(
                    string != null && !string.isEmpty() && string.length() <= LONGEST_STOP,
                    "sampling.stop",
                    string,
                    "every string has 1 to " + LONGEST_STOP + " characters");
        }
        return new CompleteRequest.Sampling(
                maximumTokens,
                temperature,
                options.topK() == null ? OptionalInt.empty() : OptionalInt.of(options.topK()),
                topP,
                minP,
                options.seed() == null ? OptionalLong.empty() : OptionalLong.of(options.seed()),
                stop,
                answers);
    }

    private static OptionalDouble strength(Double strength) {
        if (strength == null) return OptionalDouble.empty();
        require(Double.isFinite(strength), "steering.strength", strength, "it is a finite number (its sign counts)");
        return OptionalDouble.of(strength);
    }

    private static OptionalDouble confidence(Double confidence) {
        if (confidence == null) return OptionalDouble.empty();
        require(confidence >= 0 && confidence <= 1, "steering.confidence", confidence, "it is 0 to 1");
        return OptionalDouble.of(confidence);
    }

    private static void require(boolean kept, String member, Object value, String rule) {
        if (!kept) throw new SteerStreamException(Refusals.invalid(member, value, rule));
    }
}
