package dev.steerstream.decoder.request;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** The rules that a request must keep whatever the model is, and the defaults of {@link SamplingOptions} and {@link SteeringOptions}. */
public final class RequestRules {
    /** Where a request names no deadline. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

    /** No deadline is later than this after the request was published: shorter than the topic's retention. */
    public static final Duration LONGEST_DEADLINE = Duration.ofHours(24);

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
                mode == Mode.STEERED
                        || (steering.strength() == null && steering.confidence() == null && steering.rule() == null),
                "steering.mode",
                mode.name().toLowerCase(java.util.Locale.ROOT),
                "strength, confidence and rule have an effect in mode steered only");
        return new CompleteRequest(
                request.id(),
                task,
                prompt(request),
                mode,
                strength(steering.strength()),
                confidence(steering.confidence()),
                profileVersion(steering.profileVersion(), task),
                Optional.ofNullable(steering.rule()),
                explain(steering.explain(), request.sampling()),
                SamplingRules.complete(request.sampling()),
                Boolean.TRUE.equals(request.stream()),
                Boolean.TRUE.equals(request.deterministic()),
                request.instance(),
                format(request.responseFormat()));
    }

    private static CompleteRequest.Format format(ResponseFormat format) {
        if (format == null) return new CompleteRequest.Format.Free();
        boolean schema = format.type() == ResponseFormat.Type.JSON_SCHEMA;
        require(
                schema == (format.jsonSchema() != null),
                "response_format.json_schema",
                schema ? "missing" : "given",
                "it is given with type json_schema, and only then");
        return switch (format.type()) {
            case TEXT -> new CompleteRequest.Format.Free();
            case JSON_OBJECT -> new CompleteRequest.Format.AnyObject();
            case JSON_SCHEMA -> {
                require(
                        format.jsonSchema().schema() != null,
                        "response_format.json_schema.schema",
                        null,
                        "it is a JSON Schema");
                yield new CompleteRequest.Format.Schema(format.jsonSchema().schema());
            }
        };
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

    private static OptionalDouble strength(Double strength) {
        if (strength == null) return OptionalDouble.empty();
        require(Double.isFinite(strength), "steering.strength", strength, "it is a finite number (its sign counts)");
        return OptionalDouble.of(strength);
    }

    private static OptionalLong profileVersion(Long version, Optional<String> task) {
        if (version == null) return OptionalLong.empty();
        require(task.isPresent(), "steering.profile_version", version, "it is the version of a task's profile");
        require(version >= 1, "steering.profile_version", version, "versions count from 1");
        return OptionalLong.of(version);
    }

    private static OptionalDouble confidence(Double confidence) {
        if (confidence == null) return OptionalDouble.empty();
        require(confidence >= 0 && confidence <= 1, "steering.confidence", confidence, "it is 0 to 1");
        return OptionalDouble.of(confidence);
    }

    /** What is told of all tokens is kept and read as one document, so it has a bound. */
    private static int explain(Integer explain, SamplingOptions sampling) {
        if (explain == null) return 0;
        require(
                explain >= 1 && explain <= SteeringOptions.MOST_EXPLAINED,
                "steering.explain",
                explain,
                "it is 1 to " + SteeringOptions.MOST_EXPLAINED + ", so many of the most probable tokens are told");
        long tokens = SteeringOptions.explainedTokens(sampling);
        require(
                explain * tokens <= SteeringOptions.MOST_EXPLAINED_IN_ALL,
                "steering.explain",
                explain,
                "times max_tokens of all n answers, " + tokens + ", it is at most "
                        + SteeringOptions.MOST_EXPLAINED_IN_ALL);
        return explain;
    }

    static void require(boolean kept, String member, Object value, String rule) {
        if (!kept) throw new SteerStreamException(Refusals.invalid(member, value, rule));
    }
}
