package dev.steerstream.model.files;

/**
 * The shape of a decoder-only transformer.
 *
 * @param architecture {@code llama}
 * @param vocabularySize rows of the embedding matrix
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the feed-forward block
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param headSize width of one head; even, because rotary positions turn pairs
 * @param contextLength positions that the model was trained for
 * @param rmsNormEpsilon what is added to the mean square in RMSNorm
 * @param ropeTheta base of the rotary frequencies
 * @param tiedEmbeddings whether the output matrix is the embedding matrix
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
        boolean tiedEmbeddings) {
    private static final int LARGEST = 1 << 24;

    public TransformerConfig {
        if (!"llama".equals(architecture)) {
            throw new IllegalArgumentException("architecture is " + architecture + ", but only llama is supported");
        }
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
        if (!(ropeTheta > 1 && ropeTheta < 1e12)) {
            throw new IllegalArgumentException("ropeTheta is " + ropeTheta + ", but must be in (1, 1e12)");
        }
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be 1 to " + most);
        }
    }
}
