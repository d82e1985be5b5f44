package dev.steerstream.model.training;

import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bytes that a warm start takes at most, from the shapes alone: weights, the activations that {@code llama_training.py} keeps for
 * its gradients, the logits of one slice, LoRA with its gradients and moments. Letters as in {@code llama.py}; all numbers are
 * float32. A test holds it against what a step really takes.
 */
public final class TrainingMemory {
    /** Tokens whose logits exist at one time, and how often they do: logits, softmax and their gradients. */
    private static final long SLICE = 128;

    private static final long SLICE_COPIES = 4;

    /** Of what is freed between tensors of other sizes the allocator keeps holes: a tenth to a quarter was measured. */
    private static final double HOLES = 1.25;

    /** Bytes of compiled graphs, kernels and the arenas of the allocator's threads, whatever the shapes: small models showed it. */
    private static final long LIBRARY = 64L << 20;

    /** What is trained: the numbers, two moments, gradients, and a checkpoint of the first three. */
    private static final long TRAINED_COPIES = 7;

    /** Tokens of a row up to which attention's weights exist as a whole, see {@code attend} in {@code llama_training.py}. */
    private static final long FULL_ATTENTION = 256;

    /** More than the width of a prefix encoder and its two layers. */
    private static final long ENCODER = 1024;

    private TrainingMemory() {}

    /** The longest batch that these rows can make decides. */
    public static long bytes(TransformerConfig model, TrainingConfiguration configuration, List<TokenRow> rows) {
        long tokens = rows.stream()
                .map(row -> Math.min(row.length(), configuration.sequenceLength()))
                .sorted(Collections.reverseOrder())
                .limit(configuration.batchSize())
                .mapToLong(length -> length + configuration.method().virtualTokens())
                .sum();
        long longest = configuration.method().virtualTokens()
                + rows.stream()
                        .mapToLong(row -> Math.min(row.length(), configuration.sequenceLength()))
                        .max()
                        .orElse(0);
        long ends = (model.tiedEmbeddings() ? 1L : 2L) * model.vocabularySize() * model.hiddenSize();
        // One layer more than there are: while loading one lies there twice, and backward works on one.
        long layers = model.layers() + 1L;
        long weights = ends + layers * LoraTarget.layerWeights(model);
        long activations = layers * tokens * kept(model, configuration, longest) + 4 * tokens * model.hiddenSize();
        // Beside them lies the output matrix in oneDNN's order, for as long as it is multiplied by.
        long logits = (SLICE_COPIES * SLICE + model.hiddenSize()) * model.vocabularySize();
        return LIBRARY
                + (long) (HOLES
                        * Float.BYTES
                        * (weights + activations + logits + TRAINED_COPIES * trained(model, configuration)));
    }

    /**
     * Numbers that one layer keeps of a token for its gradients: the input of both norms (2 D) and of the four products (2 D + H E +
     * F), what LoRA or IA3 multiply, queries, keys and values before and after they turn ((2 H + 3 K) E), what attention mixed, before
     * and after rows are brought together (2 H E), its weights where they are computed in full (H T), and the feed-forward block
     * (3 F).
     */
    private static long kept(TransformerConfig model, TrainingConfiguration configuration, long longest) {
        long adapted = 0;
        if (configuration.method() instanceof LoraConfig lora) {
            // The targets that share an input share its mask, and what the mask leaves of it.
            long inputs = targets(lora.targetModules())
                    .collect(Collectors.toMap(LoraTarget::site, target -> target.inputs(model), (one, other) -> one))
                    .values()
                    .stream()
                    .mapToLong(Integer::longValue)
                    .sum();
            adapted = (lora.dropout() > 0 ? 2 * inputs : 0)
                    + (long) lora.rank() * lora.targetModules().size();
        } else if (configuration.method() instanceof Ia3Config ia3) {
            adapted = targets(ia3.targetModules())
                    .mapToLong(target -> (long) target.inputs(model) + target.outputs(model))
                    .sum();
        }
        long headSize = model.headSize();
        long attention = longest <= FULL_ATTENTION ? model.heads() * longest : 0;
        return 4L * model.hiddenSize()
                + adapted
                + (5L * model.heads() + 3L * model.keyValueHeads()) * headSize
                + attention
                + 4L * model.intermediateSize();
    }

    private static Stream<LoraTarget> targets(List<String> modules) {
        return modules.stream().map(LoraTarget::named);
    }

    /** Numbers that are trained. A prefix's come through an encoder, whose last layer is by far its largest part. */
    private static long trained(TransformerConfig model, TrainingConfiguration configuration) {
        if (configuration.method() instanceof LoraConfig lora) {
            return (long) model.layers()
                    * lora.rank()
                    * targets(lora.targetModules())
                            .mapToLong(target -> (long) target.inputs(model) + target.outputs(model))
                            .sum();
        }
        if (configuration.method() instanceof Ia3Config ia3) {
            return (long) model.layers()
                    * targets(ia3.targetModules())
                            .mapToLong(target -> (long) target.inputs(model) + target.outputs(model))
                            .sum();
        }
        long position = 2L * model.layers() * model.keyValueHeads() * model.headSize();
        return (configuration.method().virtualTokens() + ENCODER) * (position + model.hiddenSize());
    }
}
