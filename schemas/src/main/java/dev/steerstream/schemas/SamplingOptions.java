package dev.steerstream.schemas;

import java.util.List;

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
 */
public record SamplingOptions(
        Integer maxTokens,
        Double temperature,
        Integer topK,
        Double topP,
        Double minP,
        Long seed,
        List<String> stop,
        Integer n) {

    public SamplingOptions {
        stop = Immutable.list(stop);
    }
}
