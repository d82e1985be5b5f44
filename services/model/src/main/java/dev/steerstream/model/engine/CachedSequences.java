package dev.steerstream.model.engine;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.steering.RowsSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sequences on one model: base and warm rows of all that advance run in one forward, one call into libtorch a step. A
 * deterministic sequence gets the same bits alone and in any company, since every kernel treats its rows alone.
 */
final class CachedSequences implements SequenceModel {
    /** Prompt tokens of one forward and row, which bounds its memory; fixed, because bits may depend on it. */
    private static final int PREFILL_BLOCK = 512;

    /** Drafted tokens of one block at most: with both models 16 rows, up to which a byte format's linear layers cost little more. */
    private static final int DRAFT = 7;

    private final EngineThread engine;
    private final LlamaModule module;
    private final AttachedAdapters adapters;
    private final CacheSlab slab;
    private final Map<Long, OpenSequence> open = new HashMap<>();
    private final TokenBuffer tokens = new TokenBuffer();
    private final SummaryBuffer summaries = new SummaryBuffer();
    private final TopBuffer tops = new TopBuffer();
    private LogitsBuffer logits;
    private long lastId;

    CachedSequences(EngineThread engine, LlamaModule module, AttachedAdapters adapters, long cacheBytes) {
        this.engine = engine;
        this.module = module;
        this.adapters = adapters;
        this.slab = new CacheSlab(module, cacheBytes);
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
    public boolean fits(int sequences, int capacity) {
        return slab.holds(2 * sequences, capacity);
    }

    @Override
    public boolean fixesBits() {
        return module.fixesBits();
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
    public int draftTokens() {
        return DRAFT;
    }

    @Override
    public List<StepLogits> stepBlock(SequenceId id, int[] block, double confidence) {
        return engine.call(() -> blockNow(id, block, confidence));
    }

    @Override
    public void keep(SequenceId id, int count) {
        engine.run(() -> known(id.value()).keep(count));
    }

    @Override
    public SequenceId fork(SequenceId id) {
        return engine.call(() -> forkNow(id));
    }

    @Override
    public void close(SequenceId id) {
        engine.run(() -> {
            OpenSequence sequence = open.remove(id.value());
            if (sequence != null && !module.module().closed()) {
                sequence.rows().forEach(slab::remove);
                adapters.release(sequence.adapter());
            }
        });
    }

    private OpenedSequence openNow(SequenceSpecification asked) {
        int[] prompt = asked.prompt();
        TokenIds.check("the prompt", prompt, vocabularySize());
        String adapter = asked.rows().warm() ? asked.adapterDigest() : null;
        int virtualTokens = adapters.virtualTokens(adapter);
        if (asked.capacity() > contextLength() - virtualTokens) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "A capacity of " + asked.capacity() + " tokens is asked, but the model's context holds "
                            + contextLength() + (virtualTokens > 0 ? " less the adapter's " + virtualTokens : "")
                            + ": shorten the prompt or the answer.");
        }
        boolean fixed = asked.deterministic();
        if (fixed && !module.fixesBits()) {
            throw new EngineException(
                    EngineException.Kind.USER,
                    "deterministic is true, but on cuda a row's bits depend on how many rows there are: ask without"
                            + " it, or use a model on cpu.");
        }
        OpenSequence sequence = new OpenSequence(
                asked.rows().warm() ? new SequenceRow(adapter, virtualTokens, fixed, vocabularySize()) : null,
                asked.rows().base() ? new SequenceRow(null, 0, fixed, vocabularySize()) : null,
                adapter,
                asked.capacity(),
                asked.explained());
        int longest = Math.max(sequence.positions(), longest());
        slab.checkRoom(sequence.rows().size(), longest);
        adapters.retain(adapter);
        try {
            slab.add(sequence.rows(), virtualTokens + prompt.length, longest);
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
        return new OpenedSequence(new SequenceId(id), rows(sequence, 0, 1, null, null));
    }

    private SequenceId forkNow(SequenceId id) {
        OpenSequence parent = known(id.value());
        OpenSequence fork = parent.unfilled(vocabularySize());
        slab.checkRoom(fork.rows().size(), longest());
        slab.add(fork.rows(), parent.longestRow(), longest());
        adapters.retain(parent.adapter());
        for (int i = 0; i < fork.rows().size(); i++) {
            slab.copy(parent.rows().get(i), fork.rows().get(i));
        }
        open.put(++lastId, fork);
        return new SequenceId(lastId);
    }

    /** Positions that any row may take. */
    private int longest() {
        return open.values().stream().mapToInt(OpenSequence::positions).max().orElse(0);
    }

    private void prefill(OpenSequence sequence, int[] prompt) {
        List<SequenceRow> rows = sequence.rows();
        for (SequenceRow row : rows) {
            if (row.virtualTokens > 0) {
                module.placePrefix(row.slot, adapters.prefix(row.adapter));
                row.length = row.virtualTokens;
            }
        }
        AdapterComposition composed =
                adapters.compose(sequence.adapter() == null ? List.of() : List.of(sequence.adapter()), false);
        LogitsBuffer out = logits(rows.size());
        long[] slots = rows.stream().mapToLong(row -> row.slot).toArray();
        for (int start = 0; start < prompt.length; start += PREFILL_BLOCK) {
            int length = Math.min(PREFILL_BLOCK, prompt.length - start);
            tokens.reset(length * rows.size());
            for (int r = 0; r < rows.size(); r++) {
                SequenceRow row = rows.get(r);
                int owner = composed.owner(row.adapter);
                for (int t = 0; t < length; t++) {
                    tokens.set(r * length + t, prompt[start + t], row.length + t, owner);
                }
            }
            boolean last = start + length == prompt.length;
            long[] starts = rows.stream().mapToLong(row -> row.length).toArray();
            module.prefill(tokens.bytes(), starts, length, slots, composed, last, out.tensor());
            rows.forEach(row -> row.length += length);
        }
    }

    /** The rows of logits of a sequence, warm first, copied when somebody looks at them. Negative: there is no such row. */
    private StepLogits rows(OpenSequence sequence, int warm, int base, RowsSummary summary, StepLogits.Tops most) {
        LogitsBuffer from = logits;
        return new StepLogits(
                () -> sequence.warm() == null ? null : from.row(warm, sequence.warm().logits),
                () -> sequence.base() == null
                        ? null
                        : from.row(sequence.warm() == null ? warm : base, sequence.base().logits),
                summary,
                most);
    }

    private List<StepLogits> stepNow(List<Advance> advances) {
        if (advances.isEmpty()) {
            return List.of();
        }
        Map<SequenceRow, Integer> next = new IdentityHashMap<>();
        List<OpenSequence> advanced = check(advances, next);
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
        List<SummaryBuffer.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < advanced.size(); i++) {
            OpenSequence sequence = advanced.get(i);
            double confidence = advances.get(i).confidence();
            if (sequence.paired() && confidence > 0) {
                pairs.add(
                        new SummaryBuffer.Pair(sequence.warm().slot - first, sequence.base().slot - first, confidence));
            }
        }
        summaries.ask(pairs, vocabularySize());
        tops.clear();
        for (OpenSequence sequence : advanced) {
            List<SequenceRow> own = sequence.rows();
            tops.ask(sequence, own.get(0).slot - first, own.get(own.size() - 1).slot - first);
        }
        forward(rows, first, next);
        return answers(advances, advanced, first);
    }

    private List<StepLogits> answers(List<Advance> advances, List<OpenSequence> advanced, int first) {
        List<StepLogits> answers = new ArrayList<>(advanced.size());
        int pair = 0;
        for (int i = 0; i < advanced.size(); i++) {
            OpenSequence sequence = advanced.get(i);
            double confidence = advances.get(i).confidence();
            RowsSummary summary = sequence.paired() && confidence > 0 ? summaries.read(pair++, confidence) : null;
            List<SequenceRow> rows = sequence.rows();
            answers.add(rows(
                    sequence,
                    rows.get(0).slot - first,
                    rows.get(rows.size() - 1).slot - first,
                    summary,
                    tops.read(sequence)));
        }
        return answers;
    }

    /** A block runs alone: no other sequence may lie between the rows of this one. */
    private List<StepLogits> blockNow(SequenceId id, int[] block, double confidence) {
        OpenSequence sequence = known(id.value());
        List<SequenceRow> rows = sequence.rows();
        if (slab.liveRows() != rows.size() || rows.get(0).deterministic) {
            throw new IllegalArgumentException("Drafts are for one sequence alone that is not deterministic; "
                    + slab.liveRows() + " rows are open.");
        }
        if (sequence.length() + block.length > sequence.capacity()) {
            throw full(id.value(), sequence);
        }
        TokenIds.check("the block of sequence " + id.value(), block, vocabularySize());
        int t = block.length;
        slab.reserve(rows.size(), sequence.longestRow() + t, longest());
        AdapterComposition composed =
                adapters.compose(sequence.adapter() == null ? List.of() : List.of(sequence.adapter()), false);
        int position = CacheSlab.commonLength(rows);
        int visible = sequence.longestRow() + t;
        LogitsBuffer out = logits(rows.size() * t);
        tokens.reset(rows.size() * t);
        int[] owners = new int[rows.size() * t];
        List<SummaryBuffer.Pair> pairs = new ArrayList<>();
        tops.clear();
        for (int j = 0; j < t; j++) {
            tops.ask(sequence, rows.get(0).slot * t + j, rows.get(rows.size() - 1).slot * t + j);
            for (SequenceRow row : rows) {
                int at = row.slot * t + j;
                owners[at] = composed.owner(row.adapter);
                tokens.set(at, block[j], row.length + j, owners[at]);
            }
            if (sequence.paired() && confidence > 0) {
                pairs.add(
                        new SummaryBuffer.Pair(sequence.warm().slot * t + j, sequence.base().slot * t + j, confidence));
            }
        }
        summaries.ask(pairs, vocabularySize());
        module.step(
                tokens.bytes(),
                rows.size(),
                t,
                position,
                0,
                new long[] {rows.size()},
                new long[] {position < 0 ? -visible : visible},
                composed,
                AdapterRoutes.of(composed.lora(), owners),
                out.tensor(),
                summaries,
                tops);
        sequence.appended(t);
        List<StepLogits> answers = new ArrayList<>(t);
        for (int j = 0; j < t; j++) {
            answers.add(rows(
                    sequence,
                    rows.get(0).slot * t + j,
                    rows.get(rows.size() - 1).slot * t + j,
                    pairs.isEmpty() ? null : summaries.read(j, confidence),
                    tops.read(sequence)));
        }
        return answers;
    }

    private OpenSequence known(long id) {
        OpenSequence sequence = open.get(id);
        if (sequence == null) {
            throw new IllegalArgumentException("Sequence " + id + " is not open.");
        }
        return sequence;
    }

    private static EngineException full(long id, OpenSequence sequence) {
        return new EngineException(
                EngineException.Kind.USER,
                "Sequence " + id + " is full: it was opened for " + sequence.capacity() + " tokens.");
    }

    /** Refuses the whole step before anything is computed; fills in the token of every row that advances. */
    private List<OpenSequence> check(List<Advance> advances, Map<SequenceRow, Integer> next) {
        List<OpenSequence> advanced = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (Advance advance : advances) {
            long id = advance.id().value();
            OpenSequence sequence = open.get(id);
            if (sequence == null || !seen.add(id)) {
                throw new IllegalArgumentException(
                        "Sequence " + id + (sequence == null ? " is not open." : " is listed twice in one step."));
            }
            if (sequence.length() >= sequence.capacity()) {
                throw full(id, sequence);
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
        AdapterComposition composed =
                adapters.compose(rows.stream().map(row -> row.adapter).toList(), deterministic);
        AttentionBuckets buckets = AttentionBuckets.of(
                rows.stream().mapToInt(row -> row.length + 1).toArray(), deterministic);
        LogitsBuffer out = logits(rows.size());
        tokens.reset(rows.size());
        int[] owners = new int[rows.size()];
        for (int i = 0; i < owners.length; i++) {
            SequenceRow row = rows.get(i);
            owners[i] = composed.owner(row.adapter);
            tokens.set(i, next.getOrDefault(row, 0), row.length, owners[i]);
        }
        module.step(
                tokens.bytes(),
                rows.size(),
                1,
                CacheSlab.commonLength(rows),
                first,
                buckets.rows(),
                buckets.lengths(),
                composed,
                AdapterRoutes.of(composed.lora(), owners),
                out.tensor(),
                summaries,
                tops);
        next.keySet().forEach(row -> row.length++);
    }

    private LogitsBuffer logits(int rows) {
        if (logits == null || logits.rows() < rows) {
            if (logits != null) {
                logits.close();
            }
            logits = new LogitsBuffer(module.module().host(), (rows + 3) / 4 * 4, vocabularySize());
        }
        return logits;
    }
}
