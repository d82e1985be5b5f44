package dev.steerstream.model.engine;

import dev.steerstream.core.decoding.Advance;
import dev.steerstream.core.decoding.OpenedSequence;
import dev.steerstream.core.decoding.SequenceId;
import dev.steerstream.core.decoding.SequenceModel;
import dev.steerstream.core.decoding.SequenceSpecification;
import dev.steerstream.core.decoding.StepLogits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sequences on one model: base and warm rows of all that advance run in one forward, one call into libtorch a step. A
 * deterministic sequence gets the same bits alone and in any company, since every kernel treats its rows alone.
 */
final class CachedSequences implements SequenceModel {
    /** Prompt tokens of one forward and row, which bounds its memory; fixed, because bits may depend on it. */
    private static final int PREFILL_BLOCK = 512;

    private final EngineThread engine;
    private final LlamaModule module;
    private final AttachedAdapters adapters;
    private final CacheSlab slab;
    private final Map<Long, Sequence> open = new HashMap<>();
    private final TokenBuffer tokens = new TokenBuffer();
    private LogitsBuffer logits;
    private long lastId;

    CachedSequences(EngineThread engine, LlamaModule module, AttachedAdapters adapters, long cacheBytes) {
        this.engine = engine;
        this.module = module;
        this.adapters = adapters;
        this.slab = new CacheSlab(module, cacheBytes);
    }

    /** warm or base is null where the row was not asked for. */
    private record Sequence(SequenceRow warm, SequenceRow base, String adapter, int capacity) {
        List<SequenceRow> rows() {
            return Stream.of(warm, base).filter(row -> row != null).toList();
        }

        int length() {
            return rows().get(0).length;
        }

        StepLogits logits() {
            return new StepLogits(warm == null ? null : warm.logits, base == null ? null : base.logits);
        }
    }

    @Override
    public int vocabularySize() {
        return module.config().vocabularySize();
    }

    @Override
    public int contextLength() {
        return module.config().contextLength();
    }

    @Override
    public OpenedSequence open(SequenceSpecification specification) {
        return engine.call(() -> openNow(specification));
    }

    @Override
    public List<StepLogits> step(List<Advance> advances) {
        return engine.call(() -> stepNow(advances));
    }

    @Override
    public void close(SequenceId id) {
        engine.run(() -> {
            Sequence sequence = open.remove(id.value());
            if (sequence != null && !module.module().closed()) {
                sequence.rows().forEach(slab::remove);
                adapters.release(sequence.adapter());
            }
        });
    }

    private OpenedSequence openNow(SequenceSpecification asked) {
        int[] prompt = asked.prompt();
        if (asked.capacity() > contextLength()) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "A capacity of " + asked.capacity() + " tokens is asked, but the model's context holds "
                            + contextLength() + ": shorten the prompt or the answer.");
        }
        TokenIds.check("the prompt", prompt, vocabularySize());
        String adapter = asked.rows().warm() ? asked.adapterDigest() : null;
        boolean fixed = asked.deterministic();
        Sequence sequence = new Sequence(
                asked.rows().warm() ? new SequenceRow(adapter, fixed, vocabularySize()) : null,
                asked.rows().base() ? new SequenceRow(null, fixed, vocabularySize()) : null,
                adapter,
                asked.capacity());
        slab.checkRoom(sequence.rows().size(), Math.max(asked.capacity(), longest()));
        adapters.retain(adapter);
        try {
            slab.add(sequence.rows(), prompt.length, Math.max(asked.capacity(), longest()));
        } catch (RuntimeException e) {
            adapters.release(adapter);
            throw e;
        }
        long id = ++lastId;
        open.put(id, sequence);
        try {
            prefill(sequence, prompt);
        } catch (RuntimeException e) {
            open.remove(id);
            sequence.rows().forEach(slab::remove);
            adapters.release(adapter);
            throw e;
        }
        return new OpenedSequence(new SequenceId(id), sequence.logits());
    }

    private int longest() {
        return open.values().stream().mapToInt(Sequence::capacity).max().orElse(0);
    }

    private void prefill(Sequence sequence, int[] prompt) {
        List<SequenceRow> rows = sequence.rows();
        LoraComposition lora =
                adapters.compose(sequence.adapter() == null ? List.of() : List.of(sequence.adapter()), false);
        LogitsBuffer out = logits(rows.size());
        long[] slots = rows.stream().mapToLong(row -> row.slot).toArray();
        for (int start = 0; start < prompt.length; start += PREFILL_BLOCK) {
            int length = Math.min(PREFILL_BLOCK, prompt.length - start);
            tokens.reset(length * rows.size());
            for (int r = 0; r < rows.size(); r++) {
                int owner = lora.owner(rows.get(r).adapter);
                for (int t = 0; t < length; t++) {
                    tokens.set(r * length + t, prompt[start + t], start + t, owner);
                }
            }
            boolean last = start + length == prompt.length;
            module.prefill(tokens.bytes(), start, length, slots, lora, last, out.tensor());
            rows.forEach(row -> row.length += length);
        }
        for (int r = 0; r < rows.size(); r++) {
            out.row(r, rows.get(r).logits);
        }
    }

    private List<StepLogits> stepNow(List<Advance> advances) {
        if (advances.isEmpty()) {
            return List.of();
        }
        Map<SequenceRow, Integer> next = new HashMap<>();
        List<Sequence> advanced = check(advances, next);
        int first = next.keySet().stream().mapToInt(row -> row.slot).min().orElseThrow();
        int count = next.keySet().stream().mapToInt(row -> row.slot).max().orElseThrow() + 1 - first;
        List<SequenceRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(slab.row(first + i));
        }
        slab.reserve(
                slab.liveRows(),
                rows.stream().mapToInt(row -> row.length + 1).max().orElseThrow(),
                longest());
        forward(rows, first, next);
        return advanced.stream().map(Sequence::logits).toList();
    }

    /** Refuses the whole step before anything is computed; fills in the token of every row that advances. */
    private List<Sequence> check(List<Advance> advances, Map<SequenceRow, Integer> next) {
        List<Sequence> advanced = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Advance advance : advances) {
            long id = advance.id().value();
            Sequence sequence = open.get(id);
            if (sequence == null || !seen.add(id)) {
                throw new IllegalArgumentException(
                        "Sequence " + id + (sequence == null ? " is not open." : " is listed twice in one step."));
            }
            if (sequence.length() >= sequence.capacity()) {
                throw new EngineException(
                        EngineException.Kind.USER,
                        "Sequence " + id + " is full: it was opened for " + sequence.capacity() + " tokens.");
            }
            TokenIds.check("the step of sequence " + id, new int[] {advance.token()}, vocabularySize());
            sequence.rows().forEach(row -> next.put(row, advance.token()));
            advanced.add(sequence);
        }
        return advanced;
    }

    /**
     * Runs neighbouring rows. A row between them that does not advance runs a dummy token, whose place in the cache its
     * next real token overwrites: cheaper than gathering the others' caches.
     */
    private void forward(List<SequenceRow> rows, int first, Map<SequenceRow, Integer> next) {
        boolean deterministic = rows.stream().anyMatch(row -> row.deterministic);
        LoraComposition lora =
                adapters.compose(rows.stream().map(row -> row.adapter).toList(), deterministic);
        AttentionBuckets buckets = AttentionBuckets.of(
                rows.stream().mapToInt(row -> row.length + 1).toArray(), deterministic);
        LogitsBuffer out = logits(rows.size());
        tokens.reset(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            SequenceRow row = rows.get(i);
            tokens.set(i, next.getOrDefault(row, 0), row.length, lora.owner(row.adapter));
        }
        module.step(tokens.bytes(), rows.size(), first, buckets.rows(), buckets.lengths(), lora, out.tensor());
        for (int i = 0; i < rows.size(); i++) {
            SequenceRow row = rows.get(i);
            if (next.containsKey(row)) {
                row.length++;
                out.row(i, row.logits);
            }
        }
    }

    private LogitsBuffer logits(int rows) {
        if (logits == null || logits.rows() < rows) {
            if (logits != null) {
                logits.close();
            }
            logits = new LogitsBuffer(module.module().manager(), (rows + 3) / 4 * 4, vocabularySize());
        }
        return logits;
    }
}
