package dev.steerstream.gateway.openai.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.answers.AnswerFormat;
import dev.steerstream.gateway.http.Problems;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.TokenChunk;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A stream as OpenAI's clients read it: text while it is made, with what was asked of its tokens; then, from the result, each choice's end with what no
 * chunk had, the usage where it was asked for, the receipt on the last chunk, and {@code [DONE]}. For one stream.
 */
final class ChunkedAnswer implements AnswerFormat {
    private final Head head;
    private final AnswerShape shape;
    private final boolean usage;
    private final Function<GenerationResult, Map<Integer, TokenFacts>> facts;
    private final Map<Integer, TokenFacts.Told> opened = new HashMap<>();

    /** @param facts of a result's choices */
    ChunkedAnswer(
            Head head, AnswerShape shape, boolean usage, Function<GenerationResult, Map<Integer, TokenFacts>> facts) {
        this.head = head;
        this.shape = shape;
        this.usage = usage;
        this.facts = facts;
    }

    @Override
    public void chunk(EventStream stream, TokenChunk chunk) {
        TokenFacts told = open(stream, chunk.choice()).next(chunk.logprobs(), chunk.explanations());
        if (chunk.text().isEmpty() && told.isEmpty()) return;
        stream.send(shape.text(head, chunk.choice(), chunk.text(), told));
    }

    @Override
    public void result(EventStream stream, GenerationResult result, JsonNode stored) {
        FailedRequests.requireSucceeded(result);
        Map<Integer, TokenFacts> found = facts.apply(result);
        int last = result.choices().size() - 1;
        for (int i = 0; i <= last; i++) {
            Choice choice = result.choices().get(i);
            TokenFacts rest = found.get(choice.index()).after(open(stream, choice.index()));
            Receipt receipt = i == last && !usage ? result.receipt() : null;
            stream.send(shape.end(head, choice, rest, receipt));
        }
        if (usage) stream.send(shape.usage(head, result.usage(), result.receipt()));
        stream.text("[DONE]");
    }

    @Override
    public void failure(EventStream stream, Throwable thrown) {
        stream.send(Problems.openAi(thrown));
    }

    private TokenFacts.Told open(EventStream stream, int choice) {
        TokenFacts.Told told = opened.get(choice);
        if (told != null) return told;
        Object opening = shape.opening(head, choice);
        if (opening != null) stream.send(opening);
        opened.put(choice, new TokenFacts.Told());
        return opened.get(choice);
    }
}
