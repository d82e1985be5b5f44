package dev.steerstream.core.adjustment;

import java.util.Arrays;

/** The distinct tokens of prompt and answer, ascending, each with its count in the answer. Not thread-safe: one answer, one thread. */
public final class SeenTokens {
    private int[] tokens;
    private int[] counts;
    private int size;

    /** @param prompt ascending and distinct */
    SeenTokens(int[] prompt) {
        tokens = Arrays.copyOf(prompt, prompt.length + 16);
        counts = new int[tokens.length];
        size = prompt.length;
    }

    private SeenTokens(SeenTokens from) {
        tokens = from.tokens.clone();
        counts = from.counts.clone();
        size = from.size;
    }

    /** The answer has one more token. */
    public void add(int token) {
        int index = Arrays.binarySearch(tokens, 0, size, token);
        if (index < 0) {
            index = -index - 1;
            insert(index, token);
        }
        counts[index]++;
    }

    private void insert(int index, int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(tokens, index, tokens, index + 1, size - index);
        System.arraycopy(counts, index, counts, index + 1, size - index);
        tokens[index] = token;
        counts[index] = 0;
        size++;
    }

    int size() {
        return size;
    }

    int token(int index) {
        return tokens[index];
    }

    int count(int index) {
        return counts[index];
    }

    /** An independent copy that goes on from here. */
    public SeenTokens fork() {
        return new SeenTokens(this);
    }
}
