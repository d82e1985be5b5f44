package dev.steerstream.gateway.openai.answers;

import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import dev.steerstream.schemas.TokenExplanation;
import java.util.List;

/**
 * What is told of some tokens of a choice beside their text.
 *
 * @param logprobs null where nobody asked
 * @param explanations null where nobody asked
 * @param offset characters of the choice's tokens before these
 */
public record TokenFacts(List<TokenLogprob> logprobs, List<TokenExplanation> explanations, int offset) {
    static final TokenFacts NONE = new TokenFacts(null, null, 0);

    /** What OpenAI shows for a token that could not be chosen: JSON has no infinity. */
    private static final double NEVER = -9999;

    public TokenFacts {
        logprobs = logprobs == null
                ? null
                : logprobs.stream().map(TokenFacts::writable).toList();
    }

    private static TokenLogprob writable(TokenLogprob token) {
        List<TopLogprob> top = token.topLogprobs() == null
                ? List.of()
                : token.topLogprobs().stream()
                        .map(one -> new TopLogprob(one.token(), Math.max(NEVER, one.logprob()), one.bytes()))
                        .toList();
        return new TokenLogprob(token.token(), Math.max(NEVER, token.logprob()), token.bytes(), top);
    }

    boolean isEmpty() {
        return (logprobs == null || logprobs.isEmpty()) && (explanations == null || explanations.isEmpty());
    }

    /** Of all tokens of a choice what is not yet told; null lists where nothing is left. */
    TokenFacts after(Told told) {
        return new TokenFacts(after(told.logprobs, logprobs), after(told.explanations, explanations), told.characters);
    }

    private static <T> List<T> after(int told, List<T> all) {
        return all == null || all.size() <= told ? null : all.subList(told, all.size());
    }

    /** How far a stream has told a choice's tokens. For one stream. */
    static final class Told {
        private int logprobs;
        private int explanations;
        private int characters;

        /** The next of the choice's tokens. */
        TokenFacts next(List<TokenLogprob> logprobs, List<TokenExplanation> explanations) {
            TokenFacts facts = new TokenFacts(logprobs, explanations, characters);
            if (facts.explanations != null) this.explanations += facts.explanations.size();
            if (facts.logprobs != null) {
                this.logprobs += facts.logprobs.size();
                for (TokenLogprob token : facts.logprobs)
                    characters += token.token().length();
            }
            return facts;
        }
    }
}
