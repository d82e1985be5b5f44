package dev.steerstream.model.training;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.text.PromptEncoder;
import java.util.Arrays;
import java.util.List;

/**
 * Turns one example of a task into tokens: the same for the warm start that learns from it and for the extraction that judges by it. With a chat
 * template the turns are rendered; without one there can be only one turn, which is taken as plain text. Thread-safe.
 */
public final class ExampleEncoder {
    private final PromptEncoder encoder;
    private final boolean template;
    private final int sequenceLength;

    /**
     * @param template whether the model has a chat template
     * @param sequenceLength tokens of prompt and completion together at most
     */
    public ExampleEncoder(PromptEncoder encoder, boolean template, int sequenceLength) {
        if (sequenceLength < 2) {
            throw new IllegalArgumentException("sequenceLength is " + sequenceLength + ", but must be at least 2.");
        }
        this.encoder = encoder;
        this.template = template;
        this.sequenceLength = sequenceLength;
    }

    /**
     * Encodes an example.
     *
     * @param prompt the turns before the answer
     * @param completion the reference answer
     * @param endOfText whether the end-of-text token after the completion is part of it, and so of the loss
     * @param truncateLeft whether a longer example loses the beginning of its prompt; else it is refused
     * @throws ExampleTooLongException with its tokens where it does not fit
     * @throws IllegalArgumentException where the model has no template and there are several turns, or the completion has no tokens
     */
    public TokenRow encode(List<ChatMessage> prompt, String completion, boolean endOfText, boolean truncateLeft) {
        EncodedText encoded = encoded(prompt, completion);
        int[] ids = encoded.ids();
        int length = endOfText ? ids.length : ids.length - 1;
        int completionLength = length - encoded.completionStart();
        if (completionLength < 1) {
            throw new IllegalArgumentException(
                    "The completion has no tokens that count, but needs at least one. Give it a text, or count the end-of-text token.");
        }
        int cut = Math.max(0, length - sequenceLength);
        // One token of the prompt must be left: the first prediction needs a context.
        if (cut > 0 && (!truncateLeft || cut >= encoded.completionStart())) {
            throw new ExampleTooLongException(
                    encoded.completionStart(), completionLength, sequenceLength, truncateLeft);
        }
        return new TokenRow(Arrays.copyOfRange(ids, cut, length), encoded.completionStart() - cut);
    }

    private EncodedText encoded(List<ChatMessage> prompt, String completion) {
        if (template) return encoder.chat(prompt, completion);
        if (prompt.size() != 1) {
            throw new IllegalArgumentException(
                    "The prompt has " + prompt.size()
                            + " turns, but this model has no chat template, so there can be only one. Use an instruction-tuned model.");
        }
        return encoder.plain(prompt.get(0).content(), completion);
    }
}
