package dev.steerstream.core.decoding.sequence;

/**
 * One token to be appended to an open sequence.
 *
 * @param confidence the rows after it are wanted as a summary of the tokens of this confidence; NaN where only rows will do
 */
public record Advance(SequenceId id, int token, double confidence) {
    /** The rows themselves are wanted. */
    public Advance(SequenceId id, int token) {
        this(id, token, Double.NaN);
    }
}
