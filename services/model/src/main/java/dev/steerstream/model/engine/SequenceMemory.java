package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;

/**
 * Bytes that sequences and forwards take, from the shapes alone. Letters as in {@code llama.py}: D hidden size, F intermediate
 * size, H and K heads and key/value heads, E head size, V vocabulary.
 */
public final class SequenceMemory {
    /** Positions of the cache come in blocks of so many. */
    static final int BLOCK = 64;

    private static final int FEWEST_SLOTS = 4;

    /** Logits in libtorch and in Java, their log-softmax, what summaries make of them, and the two halves of a byte format. */
    private static final int VOCABULARY_ROWS = 8;

    private SequenceMemory() {}

    /** Rows of this length, a sequence's base and warm row counting as two: keys and values, and what a step makes of them. */
    public static long bytes(TransformerConfig config, int rows, int longest) {
        long cached = positionBytes(config) * positionsFor(longest);
        long step = Float.BYTES
                * (activations(config)
                        + VOCABULARY_ROWS * (long) config.vocabularySize()
                        + 2L * config.heads() * longest);
        return slotsFor(rows) * (cached + step);
    }

    static long positionBytes(TransformerConfig config) {
        return 2L * Float.BYTES * config.layers() * config.keyValueHeads() * config.headSize();
    }

    static int slotsFor(int count) {
        return Math.max(FEWEST_SLOTS, (count + 3) / 4 * 4);
    }

    /** One position more than asked: a row that a step passes over writes its dummy token there. */
    static int positionsFor(int length) {
        return length / BLOCK * BLOCK + BLOCK;
    }

    /** One forward over so many tokens without a cache of its own; behind a prompt's first block a mask is as wide as the context. */
    static long forward(TransformerConfig config, long tokens, int blockTokens, int visible) {
        return Float.BYTES * (tokens * activations(config) + 2L * blockTokens * visible);
    }

    /**
     * Numbers that a token has at a time at most, in one layer: residual stream and its norms (8 D), queries, keys and values with
     * their turned copies and tables (10 (H + 2K) E), feed-forward (4 F), and the doubled rows of a byte format (10 F).
     */
    private static long activations(TransformerConfig config) {
        long heads = (config.heads() + 2L * config.keyValueHeads()) * config.headSize();
        return 8L * config.hiddenSize() + 10 * heads + 14L * config.intermediateSize();
    }
}
