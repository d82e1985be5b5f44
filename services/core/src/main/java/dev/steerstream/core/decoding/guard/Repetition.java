package dev.steerstream.core.decoding.guard;

/** How repetitive a run of tokens is. Stateless. */
public final class Repetition {
    /** Tokens per n-gram. */
    public static final int NGRAM = 4;

    private Repetition() {}

    /**
     * The share of n-grams in {@code tokens[from, to)} that occurred before in the same range: {@code 1 - distinct / all}, 0 where the range
     * is shorter than one n-gram. Quadratic in the range: meant for windows, not books.
     */
    public static double rate(int[] tokens, int from, int to) {
        int all = to - from - NGRAM + 1;
        if (all <= 0) {
            return 0;
        }
        int repeated = 0;
        for (int i = 1; i < all; i++) {
            if (occursBefore(tokens, from, from + i)) {
                repeated++;
            }
        }
        return (double) repeated / all;
    }

    private static boolean occursBefore(int[] tokens, int from, int at) {
        for (int earlier = from; earlier < at; earlier++) {
            int same = 0;
            while (same < NGRAM && tokens[earlier + same] == tokens[at + same]) {
                same++;
            }
            if (same == NGRAM) {
                return true;
            }
        }
        return false;
    }
}
