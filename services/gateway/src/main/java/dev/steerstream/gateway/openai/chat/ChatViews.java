package dev.steerstream.gateway.openai.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.TokenExplanation;
import java.util.List;

/**
 * What {@code /v1/chat/completions} answers with, as OpenAI names it; {@code steering} is ours: the receipt; and so are a choice's {@code explanations},
 * there where {@code steering.explain} asked for them.
 */
final class ChatViews {
    private ChatViews() {}

    /** A whole answer. */
    record ChatCompletion(
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
            int index,
            Message message,
            Logprobs logprobs,
            String finishReason,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<TokenExplanation> explanations) {}

    @JsonInclude
    record Message(String role, String content, String refusal) {}

    @JsonInclude
    record Logprobs(List<TokenLogprob> content, List<TokenLogprob> refusal) {}

    /**
     * A piece of an answer.
     *
     * @param usage on the last one, where it was asked for
     */
    record Chunk(
            String id,
            String object,
            long created,
            String model,
            List<ChunkChoice> choices,
            Usage usage,
            String systemFingerprint,
            Receipt steering) {}

    @JsonInclude
    record ChunkChoice(
            int index,
            Delta delta,
            Logprobs logprobs,
            String finishReason,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<TokenExplanation> explanations) {}

    /** What is new; members that are not are left out. */
    record Delta(String role, String content) {}
}
