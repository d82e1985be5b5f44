package dev.steerstream.gateway.generations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.TokenExplanation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What the generation endpoints take and answer with. */
public final class GenerationViews {
    private GenerationViews() {}

    /**
     * Asks for an answer.
     *
     * @param id chosen by the client so that a repeated request has no second effect; made where left out
     * @param task whose profile steers; left out asks the base model
     * @param messages the conversation; exactly one of messages and prompt is given
     * @param prompt raw text, without a chat template
     * @param stream whether tokens are published while they are made; follow them with {@code Accept: text/event-stream}
     * @param deterministic whether kernels independent of the batch are used
     * @param deadline after it the request fails EXPIRED; left out is in 1 h, at most in 24 h
     * @param responseFormat what the answer must spell, as in OpenAI's API; left out is text
     * @param reference the right answer, where the client knows it: comparisons of profiles count by it
     */
    public record Ask(
            String id,
            String task,
            List<ChatMessage> messages,
            String prompt,
            SamplingOptions sampling,
            SteeringOptions steering,
            Boolean stream,
            Boolean deterministic,
            Instant deadline,
            ResponseFormat responseFormat,
            String reference) {}

    /**
     * Where a request is.
     *
     * @param state queued, running, succeeded, failed or cancelled
     * @param cancelRequested whether it stops at its next token
     * @param result the GenerationResult, once it has ended
     * @param explanations why each answer has its tokens, once it has ended, where the request asked and asks for one request; else null
     */
    public record Generation(
            String id,
            String task,
            String state,
            Boolean cancelRequested,
            Instant deadline,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt,
            JsonNode result,
            List<ExplainedChoice> explanations) {

        /** Whether its one terminal state is stored. */
        public boolean ended() {
            return result != null;
        }

        /** The same once its result's message is there, which its row has word for word. */
        public Generation endedWith(GenerationResult ended, JsonNode message) {
            return new Generation(
                    id,
                    task,
                    ended.state().name().toLowerCase(Locale.ROOT),
                    cancelRequested,
                    deadline,
                    createdAt,
                    ended.startedAt(),
                    ended.finishedAt(),
                    message,
                    null);
        }

        /** The same with what is known of its tokens. */
        public Generation explained(List<ExplainedChoice> choices) {
            return new Generation(
                    id, task, state, cancelRequested, deadline, createdAt, startedAt, endedAt, result, choices);
        }
    }

    /** The tokens of one answer. */
    public record ExplainedChoice(int index, List<TokenExplanation> tokens) {}
}
