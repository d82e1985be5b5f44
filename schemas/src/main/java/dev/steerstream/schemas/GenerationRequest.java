package dev.steerstream.schemas;

import java.time.Instant;
import java.util.List;

/**
 * A request on {@code generation-requests} or {@code generation-requests-batch}.
 *
 * @param id chosen by the sender: the same id with the same content is a no-op, with other content a conflict
 * @param task whose profile steers; null asks the base model
 * @param messages the conversation, rendered with the model's chat template; exactly one of messages and prompt is given
 * @param prompt raw text: no chat template, special tokens recognised
 * @param stream whether chunks go to {@code generation-tokens}
 * @param deterministic whether kernels independent of the batch are used (tests, replay)
 * @param deadline after it the request fails EXPIRED; null is 1 h after the record's timestamp, at most 24 h
 * @param instance the gateway instance that waits for the answer, or null
 * @param responseFormat what the answer must spell; null is text
 * @param reference the right answer, where the sender knows it: nothing that decodes sees it, comparisons of profiles count by it
 * @param replay the replay that the request belongs to, or null
 */
public record GenerationRequest(
        String id,
        String task,
        List<ChatMessage> messages,
        String prompt,
        SamplingOptions sampling,
        SteeringOptions steering,
        Boolean stream,
        Boolean deterministic,
        Instant deadline,
        String instance,
        ResponseFormat responseFormat,
        String reference,
        ReplayReference replay) {

    public GenerationRequest {
        messages = Immutable.list(messages);
    }

    /** Without a reference, and asked for its own sake. */
    public GenerationRequest(
            String id,
            String task,
            List<ChatMessage> messages,
            String prompt,
            SamplingOptions sampling,
            SteeringOptions steering,
            Boolean stream,
            Boolean deterministic,
            Instant deadline,
            String instance,
            ResponseFormat responseFormat) {
        this(
                id,
                task,
                messages,
                prompt,
                sampling,
                steering,
                stream,
                deterministic,
                deadline,
                instance,
                responseFormat,
                null,
                null);
    }

    /** The members of the first release. */
    public GenerationRequest(
            String id,
            String task,
            List<ChatMessage> messages,
            String prompt,
            SamplingOptions sampling,
            SteeringOptions steering,
            Boolean stream,
            Boolean deterministic,
            Instant deadline,
            String instance) {
        this(
                id,
                task,
                messages,
                prompt,
                sampling,
                steering,
                stream,
                deterministic,
                deadline,
                instance,
                null,
                null,
                null);
    }
}
