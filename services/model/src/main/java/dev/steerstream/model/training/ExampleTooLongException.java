package dev.steerstream.model.training;

/** An example does not fit the sequence length. */
public final class ExampleTooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int tokens;

    ExampleTooLongException(int prompt, int completion, int sequenceLength, boolean truncateLeft) {
        super("The prompt has " + prompt + " tokens and the completion " + completion + ", but the sequence length is "
                + sequenceLength
                + (truncateLeft
                        ? " and at least one token of the prompt must be left."
                        : ". Shorten it, raise sequence_length, or publish with truncation left."));
        this.tokens = prompt + completion;
    }

    /** Prompt and completion together. */
    public int tokens() {
        return tokens;
    }
}
