package dev.steerstream.model.text;

import java.util.Arrays;

/** The ids of a prompt and, behind them, those of its completion. Immutable. */
public final class EncodedText {
    private final int[] ids;
    private final int completionStart;

    EncodedText(int[] prompt, int[] completion) {
        ids = Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        completionStart = prompt.length;
    }

    /** A copy of all ids. */
    public int[] ids() {
        return ids.clone();
    }

    /** A copy of the prompt's ids. */
    public int[] prompt() {
        return Arrays.copyOf(ids, completionStart);
    }

    /** A copy of the completion's ids, the end-of-text token included where there is one. */
    public int[] completion() {
        return Arrays.copyOfRange(ids, completionStart, ids.length);
    }

    /** Index of the first id of the completion; the number of ids when there is none. */
    public int completionStart() {
        return completionStart;
    }

    /** The number of ids. */
    public int length() {
        return ids.length;
    }
}
