package dev.steerstream.gateway.openai.completions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.TokenExplanation;
import java.util.List;
import java.util.Map;

/**
 * What {@code /v1/completions} answers with, as OpenAI names it; {@code steering} is ours: the receipt; and so are a choice's {@code explanations}, there
 * where {@code steering.explain} asked for them.
 */
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
    record Choice(
            String text,
            int index,
            Logprobs logprobs,
            String finishReason,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<TokenExplanation> explanations) {}

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
