package dev.steerstream.schemas;

import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import java.util.List;

/**
 * A piece of a streamed answer on {@code generation-tokens}.
 *
 * @param attempt 1 for the first decoder that ran the request
 * @param choice which of the n answers, from 0
 * @param index first token index of the chunk within the answer, from 0
 * @param text the text that became stable with it
 * @param tokens how many tokens the chunk covers
 * @param finishReason stop, length, cancelled or error on the last chunk, else null
 * @param instance copied from the request
 * @param logprobs of each token that the chunk covers, as the result has them; null where nobody asked
 * @param explanations of each token that the chunk covers; null where nobody asked
 */
public record TokenChunk(
        String request,
        int attempt,
        int choice,
        int index,
        String text,
        int tokens,
        String finishReason,
        String instance,
        List<TokenLogprob> logprobs,
        List<TokenExplanation> explanations) {

    public TokenChunk {
        logprobs = Immutable.list(logprobs);
        explanations = Immutable.list(explanations);
    }

    /** The members of the first release. */
    public TokenChunk(
            String request,
            int attempt,
            int choice,
            int index,
            String text,
            int tokens,
            String finishReason,
            String instance) {
        this(request, attempt, choice, index, text, tokens, finishReason, instance, null, null);
    }
}
