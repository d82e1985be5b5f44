package dev.steerstream.model.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The adapters of a batch that change its rows while they run, each method composed in its own way. Every token carries the number
 * of its adapter, its owner: first the LoRA adapters from 1 on, then those of IA3; 0 is nobody, and so is the base model and what
 * only has a prefix.
 *
 * @param lora those that add to linear layers
 * @param vectors those that multiply
 * @param owners by digest
 */
record AdapterComposition(LoraComposition lora, VectorComposition vectors, Map<String, Integer> owners)
        implements AutoCloseable {
    /** @param adapters by digest; deterministic ones are composed so that a row's sums do not depend on its company */
    static AdapterComposition of(
            LlamaModule module, SortedMap<String, AttachedAdapter> adapters, boolean deterministic) {
        Map<String, Integer> owners = new HashMap<>();
        List<AttachedLora> matrices = new ArrayList<>();
        List<AttachedVectors> vectors = new ArrayList<>();
        adapters.forEach((digest, adapter) -> {
            if (adapter instanceof AttachedLora lora) {
                matrices.add(lora);
                owners.put(digest, matrices.size());
            }
        });
        adapters.forEach((digest, adapter) -> {
            if (adapter instanceof AttachedVectors multiplying) {
                vectors.add(multiplying);
                owners.put(digest, matrices.size() + vectors.size());
            }
        });
        return new AdapterComposition(
                LoraStack.of(module, matrices, deterministic),
                VectorComposition.of(module, vectors, matrices.size() + 1),
                Map.copyOf(owners));
    }

    /** The number that marks this adapter's tokens. */
    int owner(String digest) {
        return digest == null ? 0 : owners.getOrDefault(digest, 0);
    }

    @Override
    public void close() {
        lora.close();
        vectors.close();
    }
}
