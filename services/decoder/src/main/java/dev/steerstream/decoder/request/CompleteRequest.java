package dev.steerstream.decoder.request;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.SteeringOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A valid request with every default written out; what only the task's profile or the pin can give stays open.
 *
 * @param id the request's id, unique within its tenant
 * @param task whose profile steers, or empty: then the base model answers
 * @param prompt what is continued
 * @param mode which distributions choose
 * @param strength of the request; empty takes the profile's
 * @param confidence of the request; empty takes the profile's
 * @param profileVersion of the request; empty takes the one in force or ramped
 * @param rule of the request, which the profile must have strengths for; empty takes the profile's own
 * @param explain how many of the most probable tokens of each place are told under each distribution; 0 tells none
 * @param sampling how tokens are chosen
 * @param stream whether chunks go to {@code generation-tokens}
 * @param deterministic whether kernels independent of the batch are used
 * @param instance of the gateway that waits, or null
 * @param format what the answers must spell
 */
public record CompleteRequest(
        String id,
        Optional<String> task,
        Prompt prompt,
        SteeringOptions.Mode mode,
        OptionalDouble strength,
        OptionalDouble confidence,
        OptionalLong profileVersion,
        Optional<String> rule,
        int explain,
        Sampling sampling,
        boolean stream,
        boolean deterministic,
        String instance,
        Format format) {

    /** What an answer must spell. */
    public sealed interface Format {
        /** Anything: nobody asked. */
        record Free() implements Format {}

        record AnyObject() implements Format {}

        /** @param schema a JSON Schema as its reader made it */
        record Schema(Map<String, Object> schema) implements Format {}
    }

    /** Turns rendered with the model's chat template, or raw text whose special tokens are recognised. */
    public sealed interface Prompt {
        record Turns(List<ChatMessage> messages) implements Prompt {
            public Turns {
                messages = List.copyOf(messages);
            }
        }

        record Raw(String text) implements Prompt {}
    }

    /**
     * How tokens are chosen.
     *
     * @param maximumTokens at most so many new tokens, at least 1
     * @param temperature 0 is greedy
     * @param topK keep the k most probable; empty keeps all
     * @param topP nucleus, (0, 1]
     * @param minP keep tokens of at least this share of the most probable, [0, 1]
     * @param seed empty: chosen at first start and pinned
     * @param stop strings that end the answer
     * @param answers how many, 1..16
     * @param minimumTokens no end of text before so many
     * @param logitBias by token id
     * @param repetitionPenalty 1 is none
     * @param presencePenalty 0 is none
     * @param frequencyPenalty 0 is none
     * @param topLogprobs how many of the most probable tokens the result has at every place; empty: no log-probabilities at all
     * @param beamWidth 1 searches nothing
     * @param lengthPenalty of the beams
     */
    public record Sampling(
            int maximumTokens,
            double temperature,
            OptionalInt topK,
            double topP,
            double minP,
            OptionalLong seed,
            List<String> stop,
            int answers,
            int minimumTokens,
            Map<Integer, Double> logitBias,
            double repetitionPenalty,
            double presencePenalty,
            double frequencyPenalty,
            OptionalInt topLogprobs,
            int beamWidth,
            double lengthPenalty) {
        public Sampling {
            stop = List.copyOf(stop);
            logitBias = Map.copyOf(logitBias);
        }

        public boolean searches() {
            return beamWidth > 1;
        }
    }
}
