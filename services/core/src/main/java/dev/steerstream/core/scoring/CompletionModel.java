package dev.steerstream.core.scoring;

/** Runs whole rows, prompt and completion, through the warm and the base model. Not thread-safe: one thread. */
public interface CompletionModel {
    /** Logits per row and position, padding included. */
    int vocabularySize();

    /**
     * Runs one row and shows the logits at every completion position, in order.
     *
     * @param prompt token ids, at least one
     * @param completion token ids, the references
     * @param adapterDigest of the warm model's adapter; null runs the base only
     */
    void run(int[] prompt, int[] completion, String adapterDigest, PositionVisitor visitor);

    /** Sees one completion position. */
    @FunctionalInterface
    interface PositionVisitor {
        /**
         * @param place index in the completion
         * @param gold the reference token there
         * @param warm {@code [vocab]}, null where no adapter runs; valid during the call
         * @param base {@code [vocab]}; valid during the call
         */
        void visit(int place, int gold, float[] warm, float[] base);
    }
}
