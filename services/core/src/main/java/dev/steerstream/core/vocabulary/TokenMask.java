package dev.steerstream.core.vocabulary;

/** A set of token ids, one bit each. Immutable once built, and then thread-safe. */
public final class TokenMask {
    private final long[] words;
    private final int size;

    private TokenMask(long[] words, int size) {
        this.words = words;
        this.size = size;
    }

    /** Whether the token is in the set; an id beyond the vocabulary is not. */
    public boolean contains(int token) {
        int word = token >> 6;
        return word < words.length && (words[word] >>> token & 1) != 0;
    }

    /** How many tokens are in the set. */
    public int size() {
        return size;
    }

    /** Collects a set. */
    public static final class Builder {
        private final long[] words;

        public Builder(int vocabularySize) {
            words = new long[(vocabularySize + 63) >> 6];
        }

        /** @param token {@code 0 <= token < vocabularySize} */
        public Builder add(int token) {
            words[token >> 6] |= 1L << token;
            return this;
        }

        public TokenMask build() {
            int size = 0;
            for (long word : words) {
                size += Long.bitCount(word);
            }
            return new TokenMask(words.clone(), size);
        }
    }
}
