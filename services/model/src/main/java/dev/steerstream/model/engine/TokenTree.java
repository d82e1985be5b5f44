package dev.steerstream.model.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows with one prompt as one tree of tokens: what several of them begin with is in it once. Its tokens lie in the order of a walk that
 * finishes a branch before it begins the next, so that a token's ancestors are those whose branch it lies in. A row's last token predicts
 * nothing that is asked for: it is left out. Immutable.
 */
final class TokenTree {
    private final int[] ids;
    private final int[] depths;
    private final int[] ends; // behind the token's branch
    private final int[][] contexts; // [row][answer token]: the token before it
    private final int prompt; // length
    private int size;

    private TokenTree(List<TokenRow> rows) {
        int most = rows.stream().mapToInt(TokenRow::length).sum();
        ids = new int[most];
        depths = new int[most];
        ends = new int[most];
        contexts = new int[rows.size()][];
        prompt = rows.get(0).completionStart();
        int[] path = new int[rows.stream().mapToInt(TokenRow::length).max().orElseThrow()];
        int depth = 0;
        TokenRow previous = null;
        for (int r : walk(rows)) {
            TokenRow row = rows.get(r);
            int run = row.length() - 1;
            int shared = previous == null ? 0 : common(previous, row, Math.min(depth, run));
            while (depth > shared) ends[path[--depth]] = size;
            for (; depth < run; depth++) {
                path[depth] = size;
                depths[size] = depth;
                ids[size++] = row.id(depth);
            }
            contexts[r] = Arrays.copyOfRange(path, row.completionStart() - 1, run);
            previous = row;
        }
        while (depth > 0) ends[path[--depth]] = size;
    }

    /** @param rows at least one, all with the same prompt */
    static TokenTree of(List<TokenRow> rows) {
        return new TokenTree(rows);
    }

    /** By their tokens, a row before those that go on from it. */
    private static int[] walk(List<TokenRow> rows) {
        Comparator<TokenRow> byTokens = (left, right) -> {
            int run = Math.min(left.length(), right.length()) - 1;
            int shared = common(left, right, run);
            return shared < run
                    ? Integer.compare(left.id(shared), right.id(shared))
                    : Integer.compare(left.length(), right.length());
        };
        return IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparing(rows::get, byTokens))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** How many of so many tokens two rows begin with alike. */
    static int common(TokenRow left, TokenRow right, int most) {
        int shared = 0;
        while (shared < most && left.id(shared) == right.id(shared)) shared++;
        return shared;
    }

    int size() {
        return size;
    }

    /** Tokens that all rows begin with, at least. */
    int prompt() {
        return prompt;
    }

    int id(int token) {
        return ids[token];
    }

    /** How many tokens come before it in its rows. */
    int depth(int token) {
        return depths[token];
    }

    int end(int token) {
        return ends[token];
    }

    /** Whether a branch ends before the tree does. */
    boolean branches() {
        return IntStream.range(0, size).anyMatch(token -> ends[token] != size);
    }

    /** The tokens before each answer token of a row. */
    int[] contexts(int row) {
        return contexts[row];
    }
}
