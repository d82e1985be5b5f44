package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An adapter of {@link HashedNumbers}: matrix A of layer l and target t (order of the enum) is tensor
 * {@code seed + 20 l + 2 t}, B the one after it, both times size.
 */
public record HashedLora(TransformerConfig config, int seed, int rank, float scale, float size, Set<LoraTarget> targets)
        implements LoraMatrices {
    private static final Map<List<Object>, float[]> MADE = new ConcurrentHashMap<>();

    @Override
    public float[] down(int layer, LoraTarget target) {
        return make(tensor(layer, target), rank * target.inputs(config));
    }

    @Override
    public float[] up(int layer, LoraTarget target) {
        return make(tensor(layer, target) + 1, target.outputs(config) * rank);
    }

    private float[] make(int tensor, int count) {
        return MADE.computeIfAbsent(List.of(tensor, count, size), key -> HashedNumbers.fill(tensor, count, size, 0));
    }

    private int tensor(int layer, LoraTarget target) {
        return seed + 20 * layer + 2 * target.ordinal();
    }
}
