package dev.steerstream.model.files;

import dev.steerstream.model.architecture.Architectures;
import dev.steerstream.model.architecture.BlockDesign;
import dev.steerstream.model.architecture.SlidingAttention;
import java.util.stream.IntStream;

/**
 * The shape of a decoder-only transformer.
 *
 * @param architecture for example {@code llama}; see {@link Architectures}
 * @param vocabularySize rows of the embedding matrix
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the feed-forward block
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param headSize width of one head; even, because rotary positions turn pairs
 * @param contextLength positions that the model was trained for
 * @param rmsNormEpsilon what is added to the mean square in RMSNorm
 * @param ropeTheta base of the rotary frequencies, where a layer has none of its own
 * @param tiedEmbeddings whether the output matrix is the embedding matrix
 * @param design how its blocks differ from a plain llama's
 */
public record TransformerConfig(
        String architecture,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int contextLength,
        float rmsNormEpsilon,
        double ropeTheta,
        boolean tiedEmbeddings,
        BlockDesign design) {
    private static final int LARGEST = 1 << 24;

    public TransformerConfig {
        Architectures.named(architecture);
        within("vocabularySize", vocabularySize, LARGEST);
        within("hiddenSize", hiddenSize, 1 << 20);
        within("intermediateSize", intermediateSize, 1 << 20);
        within("layers", layers, 1024);
        within("heads", heads, 4096);
        within("keyValueHeads", keyValueHeads, heads);
        within("headSize", headSize, 4096);
        within("contextLength", contextLength, LARGEST);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "keyValueHeads is " + keyValueHeads + ", but must divide heads (" + heads + ")");
        }
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException("headSize is " + headSize + ", but must be even");
        }
        if (!(rmsNormEpsilon > 0 && rmsNormEpsilon < 1)) {
            throw new IllegalArgumentException("rmsNormEpsilon is " + rmsNormEpsilon + ", but must be in (0, 1)");
        }
        if (design.sliding().isPresent() && design.sliding().get().layers().size() != layers) {
            throw new IllegalArgumentException("sliding layers are given for "
                    + design.sliding().get().layers().size() + " layers, but there are " + layers);
        }
        if (!(ropeTheta > 1 && ropeTheta < 1e12)) {
            throw new IllegalArgumentException("ropeTheta is " + ropeTheta + ", but must be in (1, 1e12)");
        }
    }

    /** A plain llama. */
    public TransformerConfig(
            String architecture,
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int headSize,
            int contextLength,
            float rmsNormEpsilon,
            double ropeTheta,
            boolean tiedEmbeddings) {
        this(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                contextLength,
                rmsNormEpsilon,
                ropeTheta,
                tiedEmbeddings,
                BlockDesign.LLAMA);
    }

    /** What attention's scores are multiplied by. */
    public double attentionScale() {
        return design.attentionScale().orElse(1 / Math.sqrt(headSize));
    }

    /** Tokens that a sliding layer sees, itself included; 0 where there are no such layers. */
    public int slidingWindow() {
        return design.sliding().map(SlidingAttention::window).orElse(0);
    }

    /** Base of the rotary frequencies of sliding layers. */
    public double slidingRopeTheta() {
        return design.sliding().map(SlidingAttention::ropeTheta).orElse(ropeTheta);
    }

    /** For every layer 1 where it is a sliding one, else 0. */
    public long[] slidingLayers() {
        return IntStream.range(0, layers)
                .mapToLong(layer -> design.sliding()
                        .filter(sliding -> sliding.layers().get(layer))
                        .map(sliding -> 1L)
                        .orElse(0L))
                .toArray();
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be 1 to " + most);
        }
    }
}
