package dev.steerstream.cli.engine.bench;

import dev.steerstream.model.files.FourBitGroups;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Set;

/**
 * A model's weights with another number of tokens: the embedding's rows over again, or the first of them. Its answers mean
 * nothing; what they cost is what a model with that vocabulary costs.
 */
final class OtherVocabulary implements Weights {
    private final Weights weights;
    private final TransformerConfig config;

    /** The weights are the caller's to close. */
    OtherVocabulary(Weights weights, int vocabulary) {
        this.weights = weights;
        TransformerConfig own = weights.config();
        this.config = new TransformerConfig(
                own.architecture(),
                vocabulary,
                own.hiddenSize(),
                own.intermediateSize(),
                own.layers(),
                own.heads(),
                own.keyValueHeads(),
                own.headSize(),
                own.contextLength(),
                own.rmsNormEpsilon(),
                own.ropeTheta(),
                own.tiedEmbeddings(),
                own.design());
    }

    @Override
    public TransformerConfig config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return weights.names();
    }

    @Override
    public long[] shape(String name) {
        long[] shape = weights.shape(name);
        if (isOfVocabulary(name)) {
            shape[0] = config.vocabularySize();
        }
        return shape;
    }

    @Override
    public FloatBuffer read(String name) {
        FloatBuffer own = weights.read(name);
        if (!isOfVocabulary(name)) {
            return own;
        }
        FloatBuffer read = ByteBuffer.allocateDirect(Float.BYTES * config.vocabularySize() * config.hiddenSize())
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (read.hasRemaining()) {
            FloatBuffer again = own.duplicate();
            again.limit(Math.min(again.limit(), read.remaining()));
            read.put(again);
        }
        return read.flip();
    }

    @Override
    public FourBitGroups fourBit(String name) {
        return isOfVocabulary(name) ? Weights.super.fourBit(name) : weights.fourBit(name);
    }

    private static boolean isOfVocabulary(String name) {
        return name.equals(TensorNames.EMBEDDING) || name.equals(TensorNames.OUTPUT);
    }

    @Override
    public String digest() {
        return weights.digest() + "-vocabulary-" + config.vocabularySize();
    }

    @Override
    public void close() {
        // the caller closes what it opened
    }
}
