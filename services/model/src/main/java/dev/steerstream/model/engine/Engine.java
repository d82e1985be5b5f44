package dev.steerstream.model.engine;

import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryBudget.Reservation;
import dev.steerstream.model.memory.MemoryPart;
import dev.steerstream.model.memory.NativeHeap;
import dev.steerstream.model.peft.Ia3Adapter;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PrefixTuningAdapter;
import dev.steerstream.model.peft.PromptTuningAdapter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One loaded base model with its adapters and sequences. Safe for use by several threads; {@link #sequences} by one. */
public final class Engine implements AutoCloseable {
    private final EngineThread thread;
    private final LlamaModule module;
    private final AttachedAdapters adapters;
    private final CachedSequences sequences;
    private final FormatChoice format;
    private final EngineMemory memory;
    private boolean closed; // touched on the engine's thread only

    private Engine(EngineThread thread, LlamaModule module, FormatChoice format, EngineMemory memory) {
        this.format = format;
        this.thread = thread;
        this.module = module;
        this.memory = memory;
        this.adapters = new AttachedAdapters(module, memory.budget());
        this.sequences = new CachedSequences(thread, module, adapters, memory.sequenceBytes());
    }

    /** As the other method, with all memory that the process may have. */
    public static Engine load(Weights weights, Device device, WeightFormat format, int threads, long cacheBytes) {
        return load(weights, device, format, threads, cacheBytes, MemoryBudget.ofProcess(Optional.empty()));
    }

    /**
     * Loads and packs the weights, which may be closed afterwards.
     *
     * @param device on {@link Device#CUDA} the format may be float32, bfloat16 or auto, and no sequence deterministic
     * @param cacheBytes the most memory that sequences may take, see {@link SequenceMemory#bytes}
     * @param budget of the process; the engine reserves its part before it takes any
     * @throws dev.steerstream.model.memory.MemoryBudgetException where the model does not fit into it
     */
    public static Engine load(
            Weights weights, Device device, WeightFormat format, int threads, long cacheBytes, MemoryBudget budget) {
        return load(weights, Placement.on(device), format, threads, cacheBytes, budget);
    }

    static Engine load(
            Weights weights,
            Placement placement,
            WeightFormat format,
            int threads,
            long cacheBytes,
            MemoryBudget budget) {
        EngineThread thread = EngineThread.start(threads);
        return thread.call(() -> {
            placement.memory().check();
            try (Reservation loading =
                    budget.reserve(MemoryPart.LOADING, "Loading the model", EngineMemory.loading(weights.config()))) {
                FormatChoice choice = FormatProbe.choose(format, weights, placement);
                EngineMemory memory = new EngineMemory(budget, weights.config(), choice.format(), cacheBytes);
                try {
                    Engine loaded =
                            new Engine(thread, LlamaLoading.load(weights, choice.format(), placement), choice, memory);
                    NativeHeap.trim();
                    return loaded;
                } catch (RuntimeException failed) {
                    memory.close();
                    throw failed;
                }
            }
        });
    }

    /** The weight format in memory, and why it is that one. */
    public FormatChoice format() {
        return format;
    }

    /** Decoding sequences; all of them share the base weights and one cache. */
    public SequenceModel sequences() {
        return sequences;
    }

    /** Takes a LoRA adapter into memory, or counts one more user of it. */
    public void attach(String digest, LoraMatrices matrices) {
        long bytes = AdapterMemory.bytes(matrices, module.config());
        thread.run(() -> adapters.attach(digest, bytes, () -> AttachedLora.load(module, digest, matrices)));
    }

    /**
     * Takes an adapter of any method into memory, or counts one more user of it.
     *
     * @throws EngineException when the adapter was made for another model
     */
    public void attach(String digest, PeftAdapter adapter) {
        try {
            adapter.checkFits(module.config());
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Kind.USER, e.getMessage(), e);
        }
        long bytes = AdapterMemory.bytes(adapter, module.config());
        thread.run(() -> adapters.attach(digest, bytes, () -> load(digest, adapter)));
    }

    private AttachedAdapter load(String digest, PeftAdapter adapter) {
        if (adapter instanceof LoraAdapter lora) {
            return AttachedLora.load(module, digest, new AdapterMatrices(lora, module.config()));
        }
        if (adapter instanceof Ia3Adapter ia3) {
            return AttachedVectors.load(module.config(), ia3);
        }
        return adapter instanceof PromptTuningAdapter prompt
                ? AttachedPrefix.load(module, prompt)
                : AttachedPrefix.load(module, (PrefixTuningAdapter) adapter);
    }

    /** One user less; open sequences count as users, so they end undisturbed. */
    public void detach(String digest) {
        thread.run(() -> adapters.release(digest));
    }

    public Collection<String> attached() {
        return thread.call(adapters::digests);
    }

    /** @param adapter digest of an attached adapter, or null for the base model alone */
    public void score(List<TokenRow> rows, String adapter, CompletionVisitor visitor) {
        try (Reservation scoring = memory.scoring(rows, adapter != null)) {
            new CompletionScorer(thread, module, adapters).score(rows, adapter, visitor);
        }
    }

    /** @param adapter digest of an attached adapter */
    public void observe(List<TokenRow> rows, String adapter, Observing observing, AnswerVisitor visitor) {
        try (Reservation scoring = memory.scoring(rows, true)) {
            new AnswerScorer(thread, module, adapters).observe(rows, adapter, observing, visitor);
        }
    }

    /**
     * Runs rows and keeps the hidden states before their completion tokens.
     *
     * @param adapter digest of an attached adapter
     */
    public AnswerStates states(List<TokenRow> rows, String adapter) {
        return new AnswerStates(thread, module, adapters, rows, adapter, Optional.empty(), memory);
    }

    /**
     * The same, without running the base model where the store has its states.
     *
     * @param model names the base weights
     */
    public AnswerStates states(List<TokenRow> rows, String adapter, StatesStore base, String model) {
        String made = model + " " + format.format().label() + " on " + thread.threads() + " threads";
        KnownStates known = new KnownStates(base, made, module.config().hiddenSize());
        return new AnswerStates(thread, module, adapters, rows, adapter, Optional.of(known), memory);
    }

    @Override
    public void close() {
        thread.run(() -> {
            if (!closed) {
                closed = true;
                adapters.close();
                module.close();
                memory.close();
            }
        });
        NativeHeap.trim();
    }
}
