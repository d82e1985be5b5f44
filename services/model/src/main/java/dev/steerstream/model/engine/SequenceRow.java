package dev.steerstream.model.engine;

/** One row of the cache: a context of one model. A sequence has one or two. */
final class SequenceRow {
    final String adapter; // null: the base model
    final boolean deterministic;
    final int virtualTokens; // positions before the first token
    final float[] logits; // room for those after the last token
    int slot;
    int length; // positions in the cache

    SequenceRow(String adapter, int virtualTokens, boolean deterministic, int vocabularySize) {
        this.adapter = adapter;
        this.virtualTokens = virtualTokens;
        this.deterministic = deterministic;
        this.logits = new float[vocabularySize];
    }
}
