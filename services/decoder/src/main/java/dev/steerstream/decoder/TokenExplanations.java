package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.Explanation;
import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.TokenExplanation;
import dev.steerstream.schemas.TokenExplanation.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why an answer has its tokens, with their texts. Safe from any thread. */
final class TokenExplanations {
    private final Tokenizer tokenizer;

    TokenExplanations(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Empty where nobody asked. */
    Optional<TokenExplanation> of(TokenChoice token) {
        return token.explanation().map(explanation -> of(token, explanation));
    }

    private TokenExplanation of(TokenChoice token, Explanation explanation) {
        return new TokenExplanation(
                text(token.token()),
                token.token(),
                token.changed(),
                token.changed() ? ranked(explanation.warmChoice(), explanation.warm()) : null,
                known(token.base()),
                known(token.warm()),
                known(token.steered()),
                explanation.base().map(this::ranked).orElse(null),
                explanation.warm().map(this::ranked).orElse(null),
                ranked(explanation.steered()));
    }

    private List<Ranked> ranked(TopTokens top) {
        List<Ranked> ranked = new ArrayList<>(top.size());
        for (int rank = 0; rank < top.size(); rank++) {
            ranked.add(new Ranked(text(top.token(rank)), top.token(rank), top.logProbability(rank)));
        }
        return ranked;
    }

    /** With its log-probability where the list has it: with a penalty or bias the choice may be far down. */
    private Ranked ranked(int id, Optional<TopTokens> list) {
        return list.stream()
                .flatMap(top -> ranked(top).stream())
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseGet(() -> new Ranked(text(id), id, null));
    }

    private String text(int id) {
        return TokenLogprobs.text(tokenizer, id);
    }

    private static Double known(double logProbability) {
        return Double.isFinite(logProbability) ? (Double) logProbability : null;
    }
}
