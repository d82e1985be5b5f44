package dev.steerstream.model.architecture;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a network's blocks differ from those of a plain llama, which are {@link #LLAMA}.
 *
 * @param projectionBias whether queries, keys and values have a bias
 * @param headNorms whether every query and key head passes an RMSNorm of its own before it is turned
 * @param outputNorms whether attention's and the feed-forward block's outputs pass an RMSNorm before they are added
 * @param activation of the feed-forward block's gate
 * @param embeddingScale what embedding rows are multiplied by on their way in; not on their way out where the output matrix is tied
 * @param attentionScale what attention's scores are multiplied by; {@code 1 / sqrt(head size)} when absent
 * @param sliding the layers that see only a window, when there are any
 */
public record BlockDesign(
        boolean projectionBias,
        boolean headNorms,
        boolean outputNorms,
        Activation activation,
        double embeddingScale,
        OptionalDouble attentionScale,
        Optional<SlidingAttention> sliding) {
    public static final BlockDesign LLAMA =
            new BlockDesign(false, false, false, Activation.SILU, 1, OptionalDouble.empty(), Optional.empty());

    public BlockDesign {
        if (!(embeddingScale > 0 && embeddingScale < 1e6)) {
            throw new IllegalArgumentException("embeddingScale is " + embeddingScale + ", but must be in (0, 1e6)");
        }
        if (attentionScale.isPresent() && !(attentionScale.getAsDouble() > 0 && attentionScale.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "attentionScale is " + attentionScale.getAsDouble() + ", but must be in (0, 1]");
        }
    }

    BlockDesign withProjectionBias() {
        return new BlockDesign(true, headNorms, outputNorms, activation, embeddingScale, attentionScale, sliding);
    }

    BlockDesign withHeadNorms() {
        return new BlockDesign(projectionBias, true, outputNorms, activation, embeddingScale, attentionScale, sliding);
    }

    BlockDesign withSliding(Optional<SlidingAttention> layers) {
        return new BlockDesign(
                projectionBias, headNorms, outputNorms, activation, embeddingScale, attentionScale, layers);
    }

    /** Whether the blocks have this tensor. */
    public boolean has(LayerPart part) {
        return LayerPart.OF_LLAMA.contains(part)
                || (projectionBias && LayerPart.BIASES.contains(part))
                || (headNorms && LayerPart.HEAD_NORMS.contains(part))
                || (outputNorms && LayerPart.OUTPUT_NORMS.contains(part));
    }
}
