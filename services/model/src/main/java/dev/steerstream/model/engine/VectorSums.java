package dev.steerstream.model.engine;

/** Receives the sums of the steering vectors over answer tokens, dense over the vocabulary: what static vectors are means of. */
@FunctionalInterface
public interface VectorSums {
    /**
     * @param fold that the tokens' rows belong to
     * @param tokens how many were summed
     * @param delta {@code [vocab]}
     * @param logRatio {@code [vocab]}
     */
    void add(int fold, long tokens, float[] delta, float[] logRatio);
}
