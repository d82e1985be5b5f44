package dev.steerstream.model.engine;

import java.util.List;
import java.util.stream.Stream;

/** A sequence's rows: warm or base is null where it was not asked for. */
final class OpenSequence {
    private final SequenceRow warm;
    private final SequenceRow base;
    private final String adapter;
    private final int capacity;
    private final int explained;
    private int block; // tokens of the last block

    OpenSequence(SequenceRow warm, SequenceRow base, String adapter, int capacity, int explained) {
        this.warm = warm;
        this.base = base;
        this.adapter = adapter;
        this.capacity = capacity;
        this.explained = explained;
    }

    SequenceRow warm() {
        return warm;
    }

    SequenceRow base() {
        return base;
    }

    String adapter() {
        return adapter;
    }

    /** Tokens that it may hold, virtual ones aside. */
    int capacity() {
        return capacity;
    }

    /** How many of the most probable tokens of each row a step has at hand. */
    int explained() {
        return explained;
    }

    /** Positions that its longest row may take. */
    int positions() {
        return capacity
                + rows().stream().mapToInt(row -> row.virtualTokens).max().orElse(0);
    }

    boolean paired() {
        return warm != null && base != null;
    }

    List<SequenceRow> rows() {
        return Stream.of(warm, base).filter(row -> row != null).toList();
    }

    /** Tokens that it holds, virtual ones aside: the same in both rows, which may differ in positions. */
    int length() {
        SequenceRow row = rows().get(0);
        return row.length - row.virtualTokens;
    }

    /** Positions of its longest row. */
    int longestRow() {
        return rows().stream().mapToInt(row -> row.length).max().orElse(0);
    }

    /** Another sequence of this kind, without tokens. */
    OpenSequence unfilled(int vocabularySize) {
        return new OpenSequence(
                unfilled(warm, vocabularySize), unfilled(base, vocabularySize), adapter, capacity, explained);
    }

    private static SequenceRow unfilled(SequenceRow row, int vocabularySize) {
        return row == null ? null : new SequenceRow(row.adapter, row.virtualTokens, row.deterministic, vocabularySize);
    }

    /** A block of so many tokens has run. */
    void appended(int tokens) {
        rows().forEach(row -> row.length += tokens);
        block = tokens;
    }

    /** Takes back what the last block appended beyond the first tokens. */
    void keep(int count) {
        if (count < 1 || count > block) {
            throw new IllegalArgumentException(
                    count + " tokens of a block of " + block + " cannot be kept: at least one, at most all.");
        }
        rows().forEach(row -> row.length -= block - count);
        block = count;
    }
}
