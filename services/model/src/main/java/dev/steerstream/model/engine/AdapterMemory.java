package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryBudget.Reservation;
import dev.steerstream.model.memory.MemoryPart;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.PeftAdapter;
import java.util.HashMap;
import java.util.Map;

/** What attached adapters have reserved: each for itself, and for its copy in every composition that is kept. One thread. */
final class AdapterMemory implements AutoCloseable {
    private final MemoryBudget budget;
    private final int copies;
    private final Map<String, Reservation> held = new HashMap<>();

    /** @param compositions how many of them are kept at most */
    AdapterMemory(MemoryBudget budget, int compositions) {
        this.budget = budget;
        this.copies = 1 + compositions;
    }

    /** @throws dev.steerstream.model.memory.MemoryBudgetException where it does not fit */
    void reserve(String digest, long bytes) {
        held.put(digest, budget.reserve(MemoryPart.ADAPTERS, "Attaching adapter " + digest, copies * bytes));
    }

    void release(String digest) {
        Reservation reservation = held.remove(digest);
        if (reservation != null) {
            reservation.close();
        }
    }

    /** Of an adapter of any method; its numbers are float32. */
    static long bytes(PeftAdapter adapter, TransformerConfig config) {
        if (adapter instanceof LoraAdapter lora) {
            return bytes(new AdapterMatrices(lora, config), config);
        }
        if (adapter instanceof Ia3Adapter) {
            long vectors = 0;
            for (LoraTarget target : LoraTarget.values()) {
                vectors += Math.max(target.inputs(config), target.outputs(config));
            }
            return Float.BYTES * config.layers() * vectors;
        }
        // Keys and values of the virtual tokens, or their embeddings.
        return adapter.config().virtualTokens()
                * (SequenceMemory.positionBytes(config) + (long) Float.BYTES * config.hiddenSize());
    }

    /** Per layer and site the targets' ranks are stacked: [R, in] and, with zeros between the blocks, [out, R]. */
    static long bytes(LoraMatrices matrices, TransformerConfig config) {
        long numbers = 0;
        for (int site = 0; site < LoraTarget.SITES; site++) {
            long rank = 0;
            long inputs = 0;
            for (LoraTarget target : matrices.targets()) {
                if (target.site() == site) {
                    rank += matrices.rank();
                    inputs = target.inputs(config);
                }
            }
            numbers += rank * (inputs + LoraTarget.siteOutputs(site, config));
        }
        return Float.BYTES * config.layers() * numbers;
    }

    @Override
    public void close() {
        held.values().forEach(Reservation::close);
        held.clear();
    }
}
