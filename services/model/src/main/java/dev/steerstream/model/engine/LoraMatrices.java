package dev.steerstream.model.engine;

import java.util.Set;

/** The numbers of one LoRA adapter as the engine needs them, whatever file or training they come from. */
public interface LoraMatrices {
    /** The targets that the adapter changes, in every layer. */
    Set<LoraTarget> targets();

    int rank();

    /** What the product is multiplied with: alpha / rank, or alpha / sqrt(rank). */
    float scale();

    /** A, [rank, in], row-major. The caller does not change it. */
    float[] down(int layer, LoraTarget target);

    /** B, [out, rank], row-major. The caller does not change it. */
    float[] up(int layer, LoraTarget target);
}
