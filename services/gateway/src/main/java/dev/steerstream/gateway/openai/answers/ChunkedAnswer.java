package dev.steerstream.gateway.openai.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.answers.AnswerFormat;
import dev.steerstream.gateway.http.Problems;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.TokenChunk;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A stream as OpenAI's clients read it: text while it is made; then, from the result, each choice's end with its log-probabilities, the usage where it was
 * asked for, the receipt on the last chunk, and {@code [DONE]}. For one stream.
 */
final class ChunkedAnswer implements AnswerFormat {
    private final Head head;
    private final AnswerShape shape;
    private final boolean usage;
    private final Function<GenerationResult, Map<Integer, List<TokenLogprob>>> logprobs;
    private final Set<Integer> opened = new HashSet<>();

    /** @param logprobs of a result's choices */
    ChunkedAnswer(
            Head head,
            AnswerShape shape,
            boolean usage,
            Function<GenerationResult, Map<Integer, List<TokenLogprob>>> logprobs) {
        this.head = head;
        this.shape = shape;
        this.usage = usage;
        this.logprobs = logprobs;
    }

    @Override
    public void chunk(EventStream stream, TokenChunk chunk) {
        if (chunk.text().isEmpty()) return;
        open(stream, chunk.choice());
        stream.send(shape.text(head, chunk.choice(), chunk.text()));
    }

    @Override
    public void result(EventStream stream, GenerationResult result, JsonNode stored) {
        FailedRequests.requireSucceeded(result);
        Map<Integer, List<TokenLogprob>> found = logprobs.apply(result);
        int last = result.choices().size() - 1;
        for (int i = 0; i <= last; i++) {
            Choice choice = result.choices().get(i);
            open(stream, choice.index());
            Receipt receipt = i == last && !usage ? result.receipt() : null;
            stream.send(shape.end(head, choice, found.get(choice.index()), receipt));
        }
        if (usage) stream.send(shape.usage(head, result.usage(), result.receipt()));
        stream.text("[DONE]");
    }

    @Override
    public void failure(EventStream stream, Throwable thrown) {
        stream.send(Problems.openAi(thrown));
    }

    private void open(EventStream stream, int choice) {
        if (!opened.add(choice)) return;
        Object opening = shape.opening(head, choice);
        if (opening != null) stream.send(opening);
    }
}
