package dev.steerstream.core.steering;

import java.util.Arrays;

/**
 * The set of tokens that a confidence mask keeps in one context, ascending by id. A reused buffer. Not thread-safe: one thread.
 */
public final class Survivors {
    private final int[] tokens;
    private int size;

    public Survivors(int vocabularySize) {
        tokens = new int[vocabularySize];
    }

    void clear() {
        size = 0;
    }

    void add(int token) {
        tokens[size++] = token;
    }

    public int size() {
        return size;
    }

    /** The id at an index, {@code 0 <= index < size()}. */
    public int token(int index) {
        return tokens[index];
    }

    /** The index of a token, or a negative number where it was removed. */
    public int indexOf(int token) {
        return Arrays.binarySearch(tokens, 0, size, token);
    }

    public boolean contains(int token) {
        return indexOf(token) >= 0;
    }

    /** A copy of the ids. */
    public int[] toArray() {
        return Arrays.copyOf(tokens, size);
    }
}
