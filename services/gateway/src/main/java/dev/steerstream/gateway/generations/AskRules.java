package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules that a request must keep whatever the model is; the decoder checks the same ones, and those of the model. */
final class AskRules {
    static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);
    static final Duration LONGEST_DEADLINE = Duration.ofHours(24);
    private static final double HOTTEST = 100;
    private static final int MOST_ANSWERS = 16;
    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 256;
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
        if (ask.sampling() != null) sampling(ask.sampling());
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

    private static void sampling(SamplingOptions options) {
        optional("sampling/max_tokens", options.maxTokens(), atLeast(options.maxTokens(), 1), "it is at least 1");
        optional(
                "sampling/temperature",
                options.temperature(),
                within(options.temperature(), 0, HOTTEST),
                "it is 0 (greedy) to " + HOTTEST);
        optional("sampling/top_k", options.topK(), atLeast(options.topK(), 1), "it is at least 1");
        optional(
                "sampling/top_p",
                options.topP(),
                within(options.topP(), Double.MIN_VALUE, 1),
                "it is above 0 and at most 1");
        optional("sampling/min_p", options.minP(), within(options.minP(), 0, 1), "it is 0 to 1");
        optional(
                "sampling/n",
                options.n(),
                atLeast(options.n(), 1) && options.n() <= MOST_ANSWERS,
                "it is 1 to " + MOST_ANSWERS);
        if (options.stop() == null) return;
        Rules.require(
                options.stop().size() <= MOST_STOPS,
                "sampling/stop",
                options.stop().size() + " strings",
                "it has at most " + MOST_STOPS);
        for (String stop : options.stop()) {
            Rules.require(
                    stop != null && !stop.isEmpty() && stop.length() <= LONGEST_STOP,
                    "sampling/stop",
                    stop,
                    "each string has 1 to " + LONGEST_STOP + " characters");
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
        SteeringOptions.Mode mode = mode(ask);
        String name = mode.name().toLowerCase(Locale.ROOT);
        Rules.require(
                mode == SteeringOptions.Mode.BASE || ask.task() != null,
                "steering/mode",
                name,
                "without a task only base can answer");
        Rules.require(
                mode == SteeringOptions.Mode.STEERED || (steering.strength() == null && steering.confidence() == null),
                "steering/mode",
                name,
                "strength and confidence have an effect in mode steered only");
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

    private static void optional(String member, Object value, boolean kept, String rule) {
        Rules.require(value == null || kept, member, value, rule);
    }

    private static boolean atLeast(Integer value, int least) {
        return value != null && value >= least;
    }

    /** False for NaN, since no comparison with it holds. */
    private static boolean within(Double value, double least, double most) {
        return value != null && value >= least && value <= most;
    }
}
