package dev.steerstream.core.decoding.generation;

/**
 * Turns one answer's tokens into text as they come. Text that was handed out never changes: bytes that do not yet make a whole character
 * are held back. One instance per answer; not thread-safe.
 */
public interface TokenText {
    /** Appends a token and returns the text that became certain by it, maybe empty. */
    String append(int token);

    /** The answer ends: returns what was held back, with replacement characters for bytes that make none. */
    String finish();

    /** An independent copy that goes on from here. */
    TokenText fork();
}
