package dev.steerstream.gateway.openai.completions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import java.util.List;
import java.util.Map;

/** What {@code /v1/completions} answers with, as OpenAI names it; {@code steering} is ours: the receipt. */
final class CompletionViews {
    private CompletionViews() {}

    /** A whole answer, or a piece of one. */
    record Completion(
            String id,
            String object,
            long created,
            String model,
            List<Choice> choices,
            Usage usage,
            String systemFingerprint,
            Receipt steering) {}

    @JsonInclude
    record Choice(String text, int index, Logprobs logprobs, String finishReason) {}

    /**
     * One member a token in each list.
     *
     * @param textOffset in characters from the beginning of the answer
     */
    record Logprobs(
            List<String> tokens,
            List<Double> tokenLogprobs,
            List<Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {}
}
