package dev.steerstream.schemas;

import java.time.Instant;
import java.util.List;

/**
 * The one terminal outcome of a request, on {@code generation-results}.
 *
 * @param failure failed only
 * @param receipt null where nothing was decoded
 * @param replay copied from the request
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
        String instance,
        ReplayReference replay) {

    public GenerationResult {
        choices = Immutable.list(choices);
    }

    /** The members of the first release. */
    public GenerationResult(
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
        this(
                request,
                task,
                state,
                choices,
                usage,
                receipt,
                failure,
                startedAt,
                finishedAt,
                queueSeconds,
                timeToFirstTokenSeconds,
                instance,
                null);
    }

    public enum State {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * One answer.
     *
     * @param finishReason stop, length or cancelled
     * @param score of a beam search, else null
     * @param logprobs of every token, where they were asked for and fit
     * @param logprobsInDetail true where they were asked for but would not fit a message: the stored detail has them
     */
    public record Choice(
            int index,
            String text,
            String finishReason,
            int tokens,
            Double score,
            Logprobs logprobs,
            Boolean logprobsInDetail) {
        /** Without score and log-probabilities. */
        public Choice(int index, String text, String finishReason, int tokens) {
            this(index, text, finishReason, tokens, null, null, null);
        }

        private Choice withLogprobsInDetail() {
            return logprobs == null ? this : new Choice(index, text, finishReason, tokens, score, null, true);
        }
    }

    /** As OpenAI's {@code logprobs}. */
    public record Logprobs(List<TokenLogprob> content) {
        public Logprobs {
            content = Immutable.list(content);
        }
    }

    /** A chosen token with its natural log-probability as steered, and the most probable ones of its place. */
    public record TokenLogprob(String token, double logprob, List<Integer> bytes, List<TopLogprob> topLogprobs) {
        public TokenLogprob {
            bytes = Immutable.list(bytes);
            topLogprobs = Immutable.list(topLogprobs);
        }
    }

    /** A token that could have been chosen. */
    public record TopLogprob(String token, double logprob, List<Integer> bytes) {
        public TopLogprob {
            bytes = Immutable.list(bytes);
        }
    }

    /** The same outcome, whose log-probabilities, where it has any, are read from the stored detail. */
    public GenerationResult withLogprobsInDetail() {
        return new GenerationResult(
                request,
                task,
                state,
                choices == null
                        ? null
                        : choices.stream().map(Choice::withLogprobsInDetail).toList(),
                usage,
                receipt,
                failure,
                startedAt,
                finishedAt,
                queueSeconds,
                timeToFirstTokenSeconds,
                instance,
                replay);
    }

    /** Token counts, as OpenAI's {@code usage}. */
    public record Usage(int promptTokens, int completionTokens, int totalTokens) {}
}
