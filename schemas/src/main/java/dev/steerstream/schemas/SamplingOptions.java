package dev.steerstream.schemas;

import java.util.List;
import java.util.Map;

/**
 * How tokens are chosen; a null member takes its default.
 *
 * @param maxTokens at most so many new tokens, default 128
 * @param temperature 0 is greedy, default 0
 * @param topK keep the k most probable, default none
 * @param topP nucleus, (0, 1], default 1
 * @param minP keep tokens of at least this share of the most probable, [0, 1], default 0
 * @param seed default: chosen at first start and pinned
 * @param stop at most 4 strings that end the answer
 * @param n answers per request, 1..16, default 1
 * @param minTokens end-of-text tokens are not chosen before so many tokens, default 0
 * @param logitBias added to single tokens' logits after steering, by token id, -100..100
 * @param repetitionPenalty on tokens that prompt or answer have, above 0 and at most 10, default 1
 * @param presencePenalty on tokens that the answer has, -2..2, default 0
 * @param frequencyPenalty for every time that the answer has them, -2..2, default 0
 * @param logprobs whether the result has every token's log-probability as steered, default false
 * @param topLogprobs how many of the most probable tokens it has at every place, 0..20, default 0
 * @param beamWidth answers that are searched side by side, 1..16, default 1, which is no search
 * @param lengthPenalty a beam's sum of log-probabilities is divided by its length to this power, -10..10, default 1
 */
public record SamplingOptions(
        Integer maxTokens,
        Double temperature,
        Integer topK,
        Double topP,
        Double minP,
        Long seed,
        List<String> stop,
        Integer n,
        Integer minTokens,
        Map<String, Double> logitBias,
        Double repetitionPenalty,
        Double presencePenalty,
        Double frequencyPenalty,
        Boolean logprobs,
        Integer topLogprobs,
        Integer beamWidth,
        Double lengthPenalty) {
    /** Where a request does not say. */
    public static final int DEFAULT_MAX_TOKENS = 128;

    public SamplingOptions {
        stop = Immutable.list(stop);
        logitBias = Immutable.map(logitBias);
    }

    /** The members of the first release; the later ones take their defaults. */
    public SamplingOptions(
            Integer maxTokens,
            Double temperature,
            Integer topK,
            Double topP,
            Double minP,
            Long seed,
            List<String> stop,
            Integer n) {
        this(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                seed,
                stop,
                n,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The same with this seed. */
    public SamplingOptions withSeed(long other) {
        return new SamplingOptions(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                other,
                stop,
                n,
                minTokens,
                logitBias,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logprobs,
                topLogprobs,
                beamWidth,
                lengthPenalty);
    }
}
