package dev.steerstream.core.decoding.sequence;

/** Prompt and answer do not fit the model's context. */
public final class ContextExceededException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ContextExceededException(int prompt, int capacity, int contextLength) {
        super("The prompt has " + prompt + " tokens and with the answer the sequence needs " + capacity
                + ", but the model's context holds " + contextLength + ". Shorten the prompt or lower max_tokens.");
    }
}
