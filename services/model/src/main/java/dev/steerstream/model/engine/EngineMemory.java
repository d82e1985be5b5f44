package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryBudget.Reservation;
import dev.steerstream.model.memory.MemoryPart;
import java.util.ArrayList;
import java.util.List;

/** What one engine has reserved of its process's memory, from loading to closing. */
final class EngineMemory implements AutoCloseable {
    /** Layers in float32 that wait for a collection while loading, see {@link LlamaModule#load}, and the one being packed. */
    private static final int LAYERS_IN_FLIGHT = 5;

    private static final int PREFILL_TOKENS = 512;

    private static final int SCORED_TOKENS = ScoredForwards.FORWARD_TOKENS;

    /** Rows of logits that scoring looks at, and how many numbers for each of them lie in memory while they are summed. */
    private static final int SCORED_LOGITS = CompletionScorer.SLICE;

    private static final int NUMBERS_OF_A_LOGIT = 8;

    /** Rows as long as the vocabulary that last for a pass: the sums of the vectors by fold, and what is copied out. */
    private static final int ROWS_OF_SUMS = 12;

    private final MemoryBudget budget;
    private final TransformerConfig config;
    private final List<Reservation> reservations = new ArrayList<>();
    private final long sequenceBytes;

    /**
     * Reserves what lasts.
     *
     * @param sequences what sequences are to have; where less is left they get that, but an eighth is kept for adapters
     * @throws dev.steerstream.model.memory.MemoryBudgetException where the model does not fit
     */
    EngineMemory(MemoryBudget budget, TransformerConfig config, WeightFormat format, long sequences) {
        this.budget = budget;
        this.config = config;
        try {
            reserve(MemoryPart.WEIGHTS, "The model in " + format.label(), format.bytes(config) + tables(config));
            reserve(MemoryPart.PREFILL, "A prompt's forward", prefill(config));
            long left = budget.free();
            sequenceBytes = Math.min(sequences, left - left / 8);
            reserve(
                    MemoryPart.CACHE,
                    "The smallest key/value cache",
                    Math.max(
                            sequenceBytes, Math.min(sequences, SequenceMemory.bytes(config, 2, SequenceMemory.BLOCK))));
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private void reserve(MemoryPart part, String what, long bytes) {
        reservations.add(budget.reserve(part, what, bytes));
    }

    /** Rotary tables, and the norms' weights. */
    private static long tables(TransformerConfig config) {
        long rotary = 2L * Float.BYTES * config.contextLength() * config.headSize();
        return 2 * rotary + 4L * Float.BYTES * config.layers() * config.hiddenSize();
    }

    private static long prefill(TransformerConfig config) {
        int block = Math.min(PREFILL_TOKENS, config.contextLength());
        return SequenceMemory.forward(config, 2L * block, block, config.contextLength());
    }

    /** What loading takes beside the weights: the ends or some layers in float32, and the probe's copies of a matrix. */
    static long loading(TransformerConfig config) {
        long matrices = LoraTarget.layerWeights(config);
        long ends = (config.tiedEmbeddings() ? 1L : 2L) * config.vocabularySize() * config.hiddenSize();
        long probed = (2L + FormatProbe.copies(config)) * config.hiddenSize() * config.intermediateSize();
        return Float.BYTES * Math.max(Math.max(2 * ends, LAYERS_IN_FLIGHT * matrices), probed);
    }

    /** The most that {@link SequenceMemory#bytes} of all open sequences may be. */
    long sequenceBytes() {
        return sequenceBytes;
    }

    MemoryBudget budget() {
        return budget;
    }

    /** What a scoring of these rows takes while it runs. */
    Reservation scoring(List<TokenRow> rows, boolean adapted) {
        int copies = adapted ? 2 : 1;
        int longest = rows.stream().mapToInt(TokenRow::length).max().orElse(0);
        long tokens = Math.max(SCORED_TOKENS, (long) copies * longest);
        long hidden = tokens * config.hiddenSize();
        return budget.reserve(
                MemoryPart.SCORING,
                "Scoring rows of up to " + longest + " tokens",
                SequenceMemory.forward(config, tokens, longest, config.slidingWindow() > 0 ? longest : 0)
                        + Float.BYTES * (hidden + logits()));
    }

    /** What kept hidden states take until they are closed. */
    Reservation states(long bytes) {
        return budget.reserve(MemoryPart.SCORING, "Hidden states before answer tokens", bytes);
    }

    /** What reading answer tokens from hidden states takes while it runs. */
    Reservation answers() {
        return budget.reserve(MemoryPart.SCORING, "Reading answer tokens", Float.BYTES * logits());
    }

    private long logits() {
        return (SCORED_LOGITS * (long) NUMBERS_OF_A_LOGIT + ROWS_OF_SUMS) * config.vocabularySize();
    }

    @Override
    public void close() {
        reservations.forEach(Reservation::close);
    }
}
