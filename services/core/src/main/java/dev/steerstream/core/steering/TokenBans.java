package dev.steerstream.core.steering;

import dev.steerstream.core.vocabulary.TokenMask;
import java.util.Arrays;

/**
 * Tokens that may never be chosen, whatever their probability: padded vocabulary, end of text before the minimum of tokens, grammar.
 * Bans come after the vectors and before the survivors. Immutable and thread-safe.
 */
public final class TokenBans {
    private static final TokenBans NONE = new TokenBans(Integer.MAX_VALUE, new int[0], null);

    private final int firstPadded;
    private final int[] tokens;
    private final TokenMask allowed; // null: all

    private TokenBans(int firstPadded, int[] tokens, TokenMask allowed) {
        this.firstPadded = firstPadded;
        this.tokens = tokens;
        this.allowed = allowed;
    }

    public static TokenBans none() {
        return NONE;
    }

    /** Bans every id from {@code firstPadded} on: rows of the output matrix that no tokenizer entry stands behind. */
    public static TokenBans padded(int firstPadded) {
        return new TokenBans(firstPadded, NONE.tokens, null);
    }

    /** These bans and the given ids. */
    public TokenBans with(int... more) {
        if (more.length == 0) {
            return this;
        }
        int[] all = Arrays.copyOf(tokens, tokens.length + more.length);
        System.arraycopy(more, 0, all, tokens.length, more.length);
        Arrays.sort(all);
        return new TokenBans(firstPadded, all, allowed);
    }

    /** These bans, and every token outside the mask: what a grammar has no place for. The mask takes the place of an earlier one. */
    public TokenBans outside(TokenMask mask) {
        return new TokenBans(firstPadded, tokens, mask);
    }

    /** Whether nothing is banned. */
    public boolean isNone() {
        return firstPadded == Integer.MAX_VALUE && tokens.length == 0 && allowed == null;
    }

    /** Whether every token of a vocabulary may be chosen. */
    public boolean bansNoneOf(int vocabularySize) {
        return firstPadded >= vocabularySize && tokens.length == 0 && allowed == null;
    }

    public boolean bans(int token) {
        return token >= firstPadded
                || (allowed != null && !allowed.contains(token))
                || (tokens.length > 0 && Arrays.binarySearch(tokens, token) >= 0);
    }
}
