package dev.steerstream.model.engine;

import java.util.Arrays;

/** A prompt and its completion as token ids, for scoring and training. Immutable. */
public final class TokenRow {
    private final int[] ids;
    private final int completionStart;

    /**
     * @param ids prompt, then completion
     * @param completionStart index of the completion's first token; at least 1, since the first token has no context
     */
    public TokenRow(int[] ids, int completionStart) {
        if (completionStart < 1 || completionStart >= ids.length) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "completionStart is " + completionStart + " in a row of " + ids.length
                            + " tokens, but must leave at least one token before it and one from it on.");
        }
        this.ids = ids.clone();
        this.completionStart = completionStart;
    }

    public int length() {
        return ids.length;
    }

    public int id(int index) {
        return ids[index];
    }

    public int completionStart() {
        return completionStart;
    }

    public int completionLength() {
        return ids.length - completionStart;
    }

    /** The first tokens of this row, or the row itself when it is not longer. */
    public TokenRow truncated(int length) {
        return ids.length <= length ? this : new TokenRow(Arrays.copyOf(ids, length), completionStart);
    }

    /** Refuses ids that the vocabulary lacks and rows beyond the context. */
    public void check(int index, int vocabularySize, int contextLength) {
        if (ids.length > contextLength) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "Row " + index + " has " + ids.length + " tokens, but the model's context holds " + contextLength
                            + ": shorten it.");
        }
        TokenIds.check("row " + index, ids, vocabularySize);
    }
}
