package dev.steerstream.gateway.generations;

import static dev.steerstream.gateway.generations.AskRules.atLeast;
import static dev.steerstream.gateway.generations.AskRules.optional;
import static dev.steerstream.gateway.generations.AskRules.within;

import dev.steerstream.gateway.http.Rules;
import dev.steerstream.schemas.SamplingOptions;
import java.util.List;
import java.util.Map;

/** The rules of sampling options that hold whatever the model is. */
final class SamplingRules {
    private static final double HOTTEST = 100;
    private static final int MOST_ANSWERS = 16;
    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 256;
    private static final int MOST_BIASES = 1024;
    private static final double LARGEST_BIAS = 100;
    private static final double LARGEST_REPETITION_PENALTY = 10;
    private static final double LARGEST_PENALTY = 2;
    private static final int WIDEST_BEAM = 16;
    private static final double LARGEST_LENGTH_PENALTY = 10;
    private static final int MOST_TOP_LOGPROBS = 20;

    private SamplingRules() {}

    static void check(SamplingOptions options) {
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
        optional(
                "sampling/min_tokens",
                options.minTokens(),
                atLeast(options.minTokens(), 0)
                        && (options.maxTokens() == null || options.minTokens() <= options.maxTokens()),
                "it is 0 to max_tokens");
        penalties(options);
        beams(options);
        logprobs(options);
        if (options.logitBias() != null) bias(options.logitBias());
        if (options.stop() != null) stops(options.stop());
    }

    private static void penalties(SamplingOptions options) {
        optional(
                "sampling/repetition_penalty",
                options.repetitionPenalty(),
                within(options.repetitionPenalty(), Double.MIN_VALUE, LARGEST_REPETITION_PENALTY),
                "it is above 0 and at most " + LARGEST_REPETITION_PENALTY);
        optional(
                "sampling/presence_penalty",
                options.presencePenalty(),
                within(options.presencePenalty(), -LARGEST_PENALTY, LARGEST_PENALTY),
                "it is -" + LARGEST_PENALTY + " to " + LARGEST_PENALTY);
        optional(
                "sampling/frequency_penalty",
                options.frequencyPenalty(),
                within(options.frequencyPenalty(), -LARGEST_PENALTY, LARGEST_PENALTY),
                "it is -" + LARGEST_PENALTY + " to " + LARGEST_PENALTY);
    }

    private static void beams(SamplingOptions options) {
        optional(
                "sampling/beam_width",
                options.beamWidth(),
                atLeast(options.beamWidth(), 1) && options.beamWidth() <= WIDEST_BEAM,
                "it is 1 to " + WIDEST_BEAM);
        int width = options.beamWidth() == null ? 1 : options.beamWidth();
        optional(
                "sampling/length_penalty",
                options.lengthPenalty(),
                width > 1 && within(options.lengthPenalty(), -LARGEST_LENGTH_PENALTY, LARGEST_LENGTH_PENALTY),
                "it is -" + LARGEST_LENGTH_PENALTY + " to " + LARGEST_LENGTH_PENALTY
                        + ", and has an effect with a beam_width above 1 only");
        if (width == 1) return;
        optional(
                "sampling/temperature",
                options.temperature(),
                within(options.temperature(), 0, 0),
                "a beam search draws nothing: it is 0");
        optional(
                "sampling/n",
                options.n(),
                options.n() != null && options.n() <= width,
                "a beam search gives at most as many answers as its beam_width, " + width);
    }

    private static void logprobs(SamplingOptions options) {
        optional(
                "sampling/top_logprobs",
                options.topLogprobs(),
                atLeast(options.topLogprobs(), 0) && options.topLogprobs() <= MOST_TOP_LOGPROBS,
                "it is 0 to " + MOST_TOP_LOGPROBS);
        optional(
                "sampling/top_logprobs",
                options.topLogprobs(),
                Boolean.TRUE.equals(options.logprobs()) || Integer.valueOf(0).equals(options.topLogprobs()),
                "it is given with logprobs true only");
    }

    private static void bias(Map<String, Double> bias) {
        Rules.require(
                bias.size() <= MOST_BIASES,
                "sampling/logit_bias",
                bias.size() + " tokens",
                "it has at most " + MOST_BIASES);
        bias.forEach((token, amount) -> {
            Rules.require(
                    token.matches("0|[1-9][0-9]{0,8}"),
                    "sampling/logit_bias",
                    token,
                    "its members are named by token ids");
            Rules.require(
                    within(amount, -LARGEST_BIAS, LARGEST_BIAS),
                    "sampling/logit_bias/" + token,
                    amount,
                    "it is -" + LARGEST_BIAS + " to " + LARGEST_BIAS);
        });
    }

    private static void stops(List<String> stops) {
        Rules.require(
                stops.size() <= MOST_STOPS, "sampling/stop", stops.size() + " strings", "it has at most " + MOST_STOPS);
        for (String stop : stops) {
            Rules.require(
                    stop != null && !stop.isEmpty() && stop.length() <= LONGEST_STOP,
                    "sampling/stop",
                    stop,
                    "each string has 1 to " + LONGEST_STOP + " characters");
        }
    }
}
