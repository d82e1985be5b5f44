package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.running.ChunkFacts;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.TokenExplanation;
import java.util.List;

/**
 * What the chunks of a request say of their tokens: what its result and detail will say.
 *
 * @param logprobs null where they were not asked for
 * @param explanations null where they were not asked for
 */
record StreamedFacts(TokenLogprobs logprobs, TokenExplanations explanations) implements ChunkFacts {
    static StreamedFacts of(CompleteRequest request, Tokenizer tokenizer) {
        return new StreamedFacts(
                request.sampling().topLogprobs().isPresent() ? new TokenLogprobs(tokenizer) : null,
                request.explain() > 0 ? new TokenExplanations(tokenizer) : null);
    }

    @Override
    public List<TokenLogprob> logprobs(List<TokenChoice> tokens) {
        return logprobs == null ? null : logprobs.of(tokens).content();
    }

    @Override
    public List<TokenExplanation> explanations(List<TokenChoice> tokens) {
        return explanations == null
                ? null
                : tokens.stream()
                        .flatMap(token -> explanations.of(token).stream())
                        .toList();
    }
}
