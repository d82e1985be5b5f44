package dev.steerstream.gateway.openai.answers;

import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import java.util.List;
import java.util.Map;

/** What an endpoint's answers look like, whole and in chunks. Stateless. */
public interface AnswerShape {
    /** @param logprobs of the choices' tokens by the choices' indexes; empty where nobody asked */
    Object whole(Head head, GenerationResult result, Map<Integer, List<TokenLogprob>> logprobs);

    /** The chunk that begins a choice, or null where there is none. */
    Object opening(Head head, int choice);

    Object text(Head head, int choice, String text);

    /**
     * The chunk that ends a choice.
     *
     * @param logprobs of all of its tokens, or null
     * @param receipt on the last chunk of a stream only, else null
     */
    Object end(Head head, Choice choice, List<TokenLogprob> logprobs, Receipt receipt);

    /** The chunk behind all choices, where it was asked for. */
    Object usage(Head head, Usage usage, Receipt receipt);
}
