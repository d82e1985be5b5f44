package dev.steerstream.gateway.openai.answers;

import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import java.util.Map;

/** What an endpoint's answers look like, whole and in chunks. Stateless. */
public interface AnswerShape {
    /** @param facts of the choices' tokens by the choices' indexes, one for each */
    Object whole(Head head, GenerationResult result, Map<Integer, TokenFacts> facts);

    /** The chunk that begins a choice, or null where there is none. */
    Object opening(Head head, int choice);

    /** @param facts of the tokens that the text became certain with */
    Object text(Head head, int choice, String text, TokenFacts facts);

    /**
     * The chunk that ends a choice.
     *
     * @param rest of its tokens' facts, as far as no chunk before had them
     * @param receipt on the last chunk of a stream only, else null
     */
    Object end(Head head, Choice choice, TokenFacts rest, Receipt receipt);

    /** The chunk behind all choices, where it was asked for. */
    Object usage(Head head, Usage usage, Receipt receipt);
}
