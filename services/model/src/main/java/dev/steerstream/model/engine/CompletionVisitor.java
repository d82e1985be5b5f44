package dev.steerstream.model.engine;

/** Receives the predictions for every completion token of scored rows, in order, on the caller's thread. */
public interface CompletionVisitor {
    /**
     * @param row index of the row in the list that was scored
     * @param token index of the token in the row; its prediction comes from the tokens before it
     * @param gold the row's id at that index
     * @param warm logits of base + adapter, [vocabulary]; the same array as {@code base} when no adapter was given
     * @param base logits of the base model, [vocabulary]. Both arrays are only valid during this call
     */
    void token(int row, int token, int gold, float[] warm, float[] base);

    /** After each row. */
    default void rowScored(int done, int total) {}
}
