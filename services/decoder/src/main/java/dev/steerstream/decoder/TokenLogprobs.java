package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.GenerationResult.Logprobs;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import java.util.ArrayList;
import java.util.List;

/** The log-probabilities of an answer in the shape of OpenAI's API. Safe from any thread. */
final class TokenLogprobs {
    private final Tokenizer tokenizer;

    TokenLogprobs(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    Logprobs of(List<TokenChoice> tokens) {
        return new Logprobs(tokens.stream().map(this::of).toList());
    }

    private TokenLogprob of(TokenChoice token) {
        return new TokenLogprob(
                text(tokenizer, token.token()), token.steered(), bytes(token.token()), top(token.alternatives()));
    }

    private List<TopLogprob> top(TopTokens alternatives) {
        List<TopLogprob> top = new ArrayList<>(alternatives.size());
        for (int rank = 0; rank < alternatives.size(); rank++) {
            int id = alternatives.token(rank);
            top.add(new TopLogprob(text(tokenizer, id), alternatives.logProbability(rank), bytes(id)));
        }
        return top;
    }

    /** U+0000 is shown as U+FFFD, as in the answer's text; the bytes say what it was. */
    static String text(Tokenizer tokenizer, int id) {
        return tokenizer.decode(new int[] {id}, false).replace('\0', '\uFFFD');
    }

    private List<Integer> bytes(int id) {
        List<Integer> bytes = new ArrayList<>();
        for (byte value : tokenizer.tokenBytes(id)) bytes.add(value & 0xff);
        return bytes;
    }
}
