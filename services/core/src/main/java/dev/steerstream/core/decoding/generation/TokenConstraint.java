package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.vocabulary.TokenMask;

/**
 * What an answer must spell, after the tokens that it has. It is a hard ban: it comes after the vectors and before the survivors, so the
 * confidence mask is relative to the best token that fits.
 *
 * <p>Implementations are immutable, or look so: {@link #after} leaves its receiver as it is. They never lead into a dead end: as long as
 * {@link #complete} does not hold, at least one token is allowed.
 */
public interface TokenConstraint {
    /** The tokens that may come next; the end-of-text tokens among them where the answer may end here. */
    TokenMask allowed();

    /** Whether the answer is whole and nothing can follow it: it ends without an end-of-text token. */
    boolean complete();

    /** The constraint after one more token, which must be allowed and not end the text. */
    TokenConstraint after(int token);
}
