package dev.steerstream.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The one terminal outcome of a request, on {@code generation-results}.
 *
 * @param failure failed only
 * @param receipt null where nothing was decoded
 */
public record GenerationResult(
        String request,
        String task,
        State state,
        List<Choice> choices,
        Usage usage,
        Receipt receipt,
        Failure failure,
        Instant startedAt,
        Instant finishedAt,
        Double queueSeconds,
        Double timeToFirstTokenSeconds,
        String instance) {

    public GenerationResult {
        choices = Immutable.list(choices);
    }

    public enum State {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** One answer; {@code finishReason} is stop, length or cancelled. */
    public record Choice(int index, String text, String finishReason, int tokens) {}

    /** Token counts, as OpenAI's {@code usage}. */
    public record Usage(int promptTokens, int completionTokens, int totalTokens) {}
}
