package dev.steerstream.decoder.request;

import static dev.steerstream.decoder.request.RequestRules.require;

import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.schemas.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The rules that sampling options must keep whatever the model is, and their defaults. */
final class SamplingRules {
    static final int DEFAULT_MAXIMUM_TOKENS = SamplingOptions.DEFAULT_MAX_TOKENS;
    static final double HOTTEST = 100;
    static final int MOST_ANSWERS = 16;
    static final int MOST_STOPS = 4;
    static final int LONGEST_STOP = 256;
    static final int MOST_BIASES = 1024;
    static final double LARGEST_BIAS = 100;
    static final double LARGEST_REPETITION_PENALTY = 10;
    static final double LARGEST_PENALTY = 2;
    static final int WIDEST_BEAM = 16;
    static final double LARGEST_LENGTH_PENALTY = 10;
    private static final SamplingOptions NONE = new SamplingOptions(null, null, null, null, null, null, null, null);

    private SamplingRules() {}

    static CompleteRequest.Sampling complete(SamplingOptions given) {
        SamplingOptions options = given == null ? NONE : given;
        int maximumTokens = or(options.maxTokens(), DEFAULT_MAXIMUM_TOKENS);
        require(maximumTokens >= 1, "sampling.max_tokens", maximumTokens, "it is at least 1");
        int minimumTokens = or(options.minTokens(), 0);
        require(
                minimumTokens >= 0 && minimumTokens <= maximumTokens,
                "sampling.min_tokens",
                minimumTokens,
                "it is 0 to max_tokens, " + maximumTokens);
        require(options.topK() == null || options.topK() >= 1, "sampling.top_k", options.topK(), "it is at least 1");
        double topP = or(options.topP(), 1);
        require(topP > 0 && topP <= 1, "sampling.top_p", topP, "it is above 0 and at most 1");
        double repetition = or(options.repetitionPenalty(), 1);
        require(
                repetition > 0 && repetition <= LARGEST_REPETITION_PENALTY,
                "sampling.repetition_penalty",
                repetition,
                "it is above 0 and at most " + LARGEST_REPETITION_PENALTY);
        double temperature = within("temperature", options.temperature(), 0, 0, HOTTEST);
        int answers = (int) within("n", options.n(), 1, 1, MOST_ANSWERS);
        int beamWidth = (int) within("beam_width", options.beamWidth(), 1, 1, WIDEST_BEAM);
        beams(options, beamWidth, temperature, answers);
        return new CompleteRequest.Sampling(
                maximumTokens,
                temperature,
                options.topK() == null ? OptionalInt.empty() : OptionalInt.of(options.topK()),
                topP,
                within("min_p", options.minP(), 0, 0, 1),
                options.seed() == null ? OptionalLong.empty() : OptionalLong.of(options.seed()),
                stops(options.stop()),
                answers,
                minimumTokens,
                bias(options.logitBias()),
                repetition,
                within("presence_penalty", options.presencePenalty(), 0, -LARGEST_PENALTY, LARGEST_PENALTY),
                within("frequency_penalty", options.frequencyPenalty(), 0, -LARGEST_PENALTY, LARGEST_PENALTY),
                topLogprobs(options),
                beamWidth,
                within("length_penalty", options.lengthPenalty(), 1, -LARGEST_LENGTH_PENALTY, LARGEST_LENGTH_PENALTY));
    }

    private static void beams(SamplingOptions options, int width, double temperature, int answers) {
        require(
                width > 1 || options.lengthPenalty() == null,
                "sampling.length_penalty",
                options.lengthPenalty(),
                "it has an effect with a beam_width above 1 only");
        if (width == 1) return;
        require(temperature == 0, "sampling.temperature", temperature, "a beam search draws nothing: it is 0");
        require(
                answers <= width,
                "sampling.n",
                answers,
                "a beam search gives at most as many answers as its beam_width, " + width);
    }

    private static OptionalInt topLogprobs(SamplingOptions options) {
        boolean asked = Boolean.TRUE.equals(options.logprobs());
        int top = (int) within("top_logprobs", options.topLogprobs(), 0, 0, TopTokens.MOST);
        require(asked || top == 0, "sampling.top_logprobs", top, "it is given with logprobs true only");
        return asked ? OptionalInt.of(top) : OptionalInt.empty();
    }

    private static List<String> stops(List<String> given) {
        List<String> stops = given == null ? List.of() : given;
        require(stops.size() <= MOST_STOPS, "sampling.stop", stops.size() + " strings", "at most " + MOST_STOPS);
        for (String stop : stops) {
            require(
                    stop != null && !stop.isEmpty() && stop.length() <= LONGEST_STOP,
                    "sampling.stop",
                    stop,
                    "every string has 1 to " + LONGEST_STOP + " characters");
        }
        return stops;
    }

    private static Map<Integer, Double> bias(Map<String, Double> given) {
        if (given == null) return Map.of();
        require(
                given.size() <= MOST_BIASES,
                "sampling.logit_bias",
                given.size() + " tokens",
                "it has at most " + MOST_BIASES);
        Map<Integer, Double> bias = new HashMap<>();
        given.forEach((token, amount) -> {
            require(
                    token.matches("0|[1-9][0-9]{0,8}"),
                    "sampling.logit_bias",
                    token,
                    "its members are named by token ids");
            require(
                    amount != null && Math.abs(amount) <= LARGEST_BIAS,
                    "sampling.logit_bias",
                    amount,
                    "every bias is -" + LARGEST_BIAS + " to " + LARGEST_BIAS);
            bias.put(Integer.valueOf(token), amount);
        });
        return bias;
    }

    /** The value or its default; refused outside its bounds, and NaN always. */
    private static double within(String member, Number given, double absent, double least, double most) {
        double value = given == null ? absent : given.doubleValue();
        require(value >= least && value <= most, "sampling." + member, value, "it is " + least + " to " + most);
        return value;
    }

    private static int or(Integer given, int absent) {
        return given == null ? absent : given;
    }

    private static double or(Double given, double absent) {
        return given == null ? absent : given;
    }
}
