package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rules that a request must keep whatever the model is; the decoder checks the same ones, and those of the model. */
final class AskRules {
    static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);
    static final Duration LONGEST_DEADLINE = Duration.ofHours(24);
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private AskRules() {}

    /** @throws dev.steerstream.gateway.http.ProblemException 422 naming the member, its value and the rule */
    static void check(Ask ask, Instant now) {
        if (ask.id() != null) Rules.identifier("id", ask.id());
        if (ask.task() != null) Rules.identifier("task", ask.task());
        Rules.require(
                (ask.messages() == null) != (ask.prompt() == null),
                "messages",
                ask.messages() == null ? "left out, and prompt too" : "given, and prompt too",
                "exactly one of messages and prompt is given");
        if (ask.messages() != null) messages(ask.messages());
        if (ask.prompt() != null) Rules.require(!ask.prompt().isEmpty(), "prompt", ask.prompt(), "it is not empty");
        if (ask.sampling() != null) SamplingRules.check(ask.sampling());
        if (ask.responseFormat() != null) format(ask.responseFormat());
        steering(ask);
        deadline(ask.deadline(), now);
    }

    private static void messages(List<ChatMessage> messages) {
        Rules.require(!messages.isEmpty(), "messages", "empty", "it has at least one turn");
        for (int turn = 0; turn < messages.size(); turn++) {
            String member = "messages/" + turn;
            ChatMessage message = messages.get(turn);
            Rules.require(message != null, member, null, "it is an object with role and content");
            Rules.require(
                    message.role() != null && ROLES.contains(message.role()),
                    member + "/role",
                    message.role(),
                    "it is system, user or assistant");
            Rules.require(message.content() != null, member + "/content", null, "it is a text");
        }
    }

    private static void steering(Ask ask) {
        SteeringOptions steering = ask.steering();
        if (steering == null) return;
        optional(
                "steering/strength",
                steering.strength(),
                steering.strength() != null && Double.isFinite(steering.strength()),
                "it is a finite number, and its sign counts");
        optional("steering/confidence", steering.confidence(), within(steering.confidence(), 0, 1), "it is 0 to 1");
        optional(
                "steering/profile_version",
                steering.profileVersion(),
                ask.task() != null && steering.profileVersion() != null && steering.profileVersion() >= 1,
                "it is a version of a task's profile, from 1");
        explain(steering.explain(), ask.sampling());
        SteeringOptions.Mode mode = mode(ask);
        String name = mode.name().toLowerCase(Locale.ROOT);
        Rules.require(
                mode == SteeringOptions.Mode.BASE || ask.task() != null,
                "steering/mode",
                name,
                "without a task only base can answer");
        Rules.require(
                mode == SteeringOptions.Mode.STEERED
                        || (steering.strength() == null && steering.confidence() == null && steering.rule() == null),
                "steering/mode",
                name,
                "strength, confidence and rule have an effect in mode steered only");
    }

    /** What is told of all tokens is kept and read as one document, so it has a bound. */
    private static void explain(Integer explain, SamplingOptions sampling) {
        if (explain == null) return;
        Rules.require(
                explain >= 1 && explain <= SteeringOptions.MOST_EXPLAINED,
                "steering/explain",
                explain,
                "it is 1 to " + SteeringOptions.MOST_EXPLAINED + ", so many of the most probable tokens are told");
        long tokens = SteeringOptions.explainedTokens(sampling);
        Rules.require(
                explain * tokens <= SteeringOptions.MOST_EXPLAINED_IN_ALL,
                "steering/explain",
                explain,
                "times max_tokens of all n answers, " + tokens + ", it is at most "
                        + SteeringOptions.MOST_EXPLAINED_IN_ALL);
    }

    /** Steered where a task is named, else base. */
    static SteeringOptions.Mode mode(Ask ask) {
        if (ask.steering() != null && ask.steering().mode() != null)
            return ask.steering().mode();
        return ask.task() == null ? SteeringOptions.Mode.BASE : SteeringOptions.Mode.STEERED;
    }

    private static void deadline(Instant deadline, Instant now) {
        if (deadline == null) return;
        Rules.require(deadline.isAfter(now), "deadline", deadline, "it is in the future; now it is " + now);
        Rules.require(
                !deadline.isAfter(now.plus(LONGEST_DEADLINE)),
                "deadline",
                deadline,
                "it is at most " + LONGEST_DEADLINE.toHours() + " hours from now, " + now);
    }

    /** Whether the schema's keywords are supported is the decoder's to say: it compiles it. */
    private static void format(ResponseFormat format) {
        Rules.require(format.type() != null, "response_format/type", null, "it is text, json_object or json_schema");
        boolean schema = format.type() == ResponseFormat.Type.JSON_SCHEMA;
        Rules.require(
                schema == (format.jsonSchema() != null),
                "response_format/json_schema",
                schema ? "left out" : "given",
                "it is given with type json_schema, and only then");
        if (!schema) return;
        Rules.require(
                format.jsonSchema().schema() != null,
                "response_format/json_schema/schema",
                null,
                "it is a JSON Schema");
        noNulls(format.jsonSchema().schema(), "response_format/json_schema/schema");
    }

    /** A member that is null counts as absent in every message, so a schema with one would come to the decoder without it. */
    private static void noNulls(Object node, String at) {
        if (node instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                Rules.require(
                        value != null,
                        at + "/" + name,
                        null,
                        "no member is null; for the value null write \"type\": \"null\"");
                noNulls(value, at + "/" + name);
            });
        } else if (node instanceof List<?> items) {
            items.forEach(item -> noNulls(item, at));
        }
    }

    static void optional(String member, Object value, boolean kept, String rule) {
        Rules.require(value == null || kept, member, value, rule);
    }

    static boolean atLeast(Integer value, int least) {
        return value != null && value >= least;
    }

    /** False for NaN, since no comparison with it holds. */
    static boolean within(Double value, double least, double most) {
        return value != null && value >= least && value <= most;
    }
}
