package dev.steerstream.core.grammar;

/** A set of byte values. Immutable; equality by content. */
public record ByteSet(long a, long b, long c, long d) {
    public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

    public static ByteSet of(int value) {
        return range(value, value);
    }

    /** @param last included */
    public static ByteSet range(int first, int last) {
        long[] words = new long[4];
        for (int value = first; value <= last; value++) {
            words[value >> 6] |= 1L << value;
        }
        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    /** The bytes of ASCII characters. */
    public static ByteSet of(String characters) {
        ByteSet set = NONE;
        for (int i = 0; i < characters.length(); i++) {
            set = set.or(of(characters.charAt(i)));
        }
        return set;
    }

    public ByteSet or(ByteSet other) {
        return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
    }

    public ByteSet and(ByteSet other) {
        return new ByteSet(a & other.a, b & other.b, c & other.c, d & other.d);
    }

    public ByteSet without(ByteSet other) {
        return new ByteSet(a & ~other.a, b & ~other.b, c & ~other.c, d & ~other.d);
    }

    public boolean contains(int value) {
        long word = value < 128 ? (value < 64 ? a : b) : (value < 192 ? c : d);
        return (word >>> value & 1) != 0;
    }

    public boolean isEmpty() {
        return (a | b | c | d) == 0;
    }
}
