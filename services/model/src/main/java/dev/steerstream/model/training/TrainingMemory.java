package dev.steerstream.model.training;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TransformerConfig;
import java.util.Collections;
import java.util.List;

/**
 * Bytes that a warm start takes at most, from the shapes alone: weights, the activations that {@code llama_training.py} keeps for
 * its gradients, the logits of one slice, LoRA with its gradients and moments. Letters as in {@code llama.py}; all numbers are
 * float32. A test holds it against what a step really takes.
 */
public final class TrainingMemory {
    /** Tokens whose logits exist at one time, and how often they do: logits, softmax, their gradients. */
    private static final long SLICE = 128;

    private static final long SLICE_COPIES = 4;

    /** Of what is freed between tensors of other sizes the allocator keeps holes: a tenth to a quarter was measured. */
    private static final double HOLES = 1.25;

    /** LoRA's numbers: matrices, two moments, gradients, and a checkpoint of the first three. */
    private static final long LORA_COPIES = 7;

    private TrainingMemory() {}

    /** The longest batch that these rows can make decides. */
    public static long bytes(TransformerConfig model, TrainingConfiguration configuration, List<TokenRow> rows) {
        long tokens = rows.stream()
                .map(row -> Math.min(row.length(), configuration.sequenceLength()))
                .sorted(Collections.reverseOrder())
                .limit(configuration.batchSize())
                .mapToLong(Integer::longValue)
                .sum();
        long ends = (model.tiedEmbeddings() ? 1L : 2L) * model.vocabularySize() * model.hiddenSize();
        // One layer more than there are: while loading one lies there twice, and backward works on one.
        long layers = model.layers() + 1L;
        long weights = ends + layers * LoraTarget.layerWeights(model);
        long activations = layers * tokens * kept(model, configuration) + 4 * tokens * model.hiddenSize();
        long logits = SLICE_COPIES * SLICE * model.vocabularySize();
        return (long)
                (HOLES * Float.BYTES * (weights + activations + logits + LORA_COPIES * lora(model, configuration)));
    }

    /**
     * Numbers that one layer keeps of a token for its gradients: the input of both norms (2 D), of every adapted matrix its input,
     * and with dropout the mask too, queries, keys, values and what attention mixed ((2 H + 2 K) E), and the feed-forward block
     * (3 F).
     */
    private static long kept(TransformerConfig model, TrainingConfiguration configuration) {
        long copies = configuration.dropout() > 0 ? 2 : 1;
        long adapted = configuration.targets().stream()
                .mapToLong(target -> copies * target.inputs(model) + configuration.rank())
                .sum();
        return 2L * model.hiddenSize()
                + adapted
                + 2L * (model.heads() + model.keyValueHeads()) * model.headSize()
                + 3L * model.intermediateSize();
    }

    private static long lora(TransformerConfig model, TrainingConfiguration configuration) {
        return (long) model.layers()
                * configuration.rank()
                * configuration.targets().stream()
                        .mapToLong(target -> (long) target.inputs(model) + target.outputs(model))
                        .sum();
    }
}
