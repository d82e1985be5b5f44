package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import dev.steerstream.model.memory.MemoryBudget.Reservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The hidden states of warm and base before the answer tokens of rows. What is asked of them takes the output matrix and no forward, so that
 * the same rows can be asked often. Memory: {@link #bytes}. Close it. One thread at a time; sequences go on decoding between slices.
 */
public final class AnswerStates implements AutoCloseable {
    static final int SLICE = AnswerScorer.PAIRS;

    private final EngineThread engine;
    private final LlamaModule module;
    private final AttachedAdapters adapters;
    private final List<TokenRow> rows;
    private final EngineMemory memory;
    private final List<Forward> forwards = new ArrayList<>();
    private Reservation held;

    private record Forward(PackedRows packed, IValue hidden) {}

    AnswerStates(
            EngineThread engine,
            LlamaModule module,
            AttachedAdapters adapters,
            List<TokenRow> rows,
            String adapter,
            Optional<KnownStates> base,
            EngineMemory memory) {
        this.engine = engine;
        this.module = module;
        this.adapters = adapters;
        this.rows = List.copyOf(rows);
        this.memory = memory;
        try (Reservation running = memory.scoring(rows, true)) {
            ScoredForwards run = new ScoredForwards(engine, module, adapters);
            ScoredForwards.Visitor keeping = (packed, hidden) -> forwards.add(new Forward(packed, hidden));
            base.ifPresentOrElse(
                    known -> run.run(this.rows, adapter, known, keeping),
                    () -> run.run(this.rows, adapter, true, keeping));
            held = memory.states(bytes());
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    public List<TokenRow> rows() {
        return rows;
    }

    /** Tokens that the forwards ran in each model: what rows begin with alike counts once. */
    public int tokensRun() {
        return forwards.stream().mapToInt(forward -> forward.packed.tokens()).sum();
    }

    /** Of memory that the states take. */
    public long bytes() {
        return forwards.stream().mapToLong(forward -> forward.packed.contexts()).sum()
                * 2
                * Float.BYTES
                * module.config().hiddenSize();
    }

    /** As {@link Engine#observe}. */
    public void observe(Observing observing, AnswerVisitor visitor) {
        AnswerScorer scorer = new AnswerScorer(engine, module, adapters);
        try (Reservation reading = memory.answers()) {
            for (Forward forward : forwards) {
                inOrder(forward, hidden -> scorer.observe(rows, forward.packed, hidden, observing, visitor));
            }
        }
    }

    /** Judges each context once, whatever the number of rows that have it. */
    public void judge(Judging judging, JudgedVisitor visitor) {
        LogitsBuffer logits = buffer();
        SteeredColumns columns = engine.call(() -> new SteeredColumns(module, judging.columns()));
        try (Reservation reading = memory.answers()) {
            for (Forward forward : forwards) judge(forward, judging, columns, logits, visitor);
        } finally {
            engine.run(columns::close);
            engine.run(logits::close);
        }
    }

    private LogitsBuffer buffer() {
        return engine.call(() -> new LogitsBuffer(
                module.module().host(), 2 * SLICE, module.config().vocabularySize()));
    }

    /** A completion token. */
    record Answer(int row, int token) {}

    private void judge(
            Forward forward, Judging judging, SteeredColumns columns, LogitsBuffer logits, JudgedVisitor visitor) {
        List<List<Answer>> answers = answers(forward.packed);
        for (int first = 0; first < answers.size(); first += SLICE) {
            List<List<Answer>> slice = answers.subList(first, Math.min(first + SLICE, answers.size()));
            int[][] wanted = slice.stream().map(this::wanted).toArray(int[][]::new);
            long[] token = Arrays.stream(wanted)
                    .flatMapToInt(Arrays::stream)
                    .asLongStream()
                    .toArray();
            long[] pair = new long[token.length];
            int[] places = new int[wanted.length];
            int at = 0;
            for (int context = 0; context < wanted.length; context++) {
                for (int i = 0; i < wanted[context].length; i++) pair[at++] = context;
                Answer one = slice.get(context).get(0);
                places[context] = one.token - rows.get(one.row).completionStart();
            }
            int firstState = 2 * first;
            double near = judging.confidence() == 0 ? 0 : AnswerReader.SLACK - Math.log(judging.confidence());
            JudgedSlice judged = engine.call(() -> module.judge(
                    forward.hidden,
                    firstState,
                    wanted.length,
                    logits.tensor(),
                    pair,
                    token,
                    columns,
                    columns.strengths(places),
                    near));
            at = 0;
            for (int context = 0; context < wanted.length; context++) {
                requireFinite(judged.divergence(context), logits, context, places[context]);
                JudgedContext told =
                        new JudgedContext(judging, judged, context, wanted[context], at, logits, places[context]);
                at += wanted[context].length;
                for (Answer each : slice.get(context)) visitor.token(each.row, each.token, told);
            }
        }
    }

    private static void requireFinite(double divergence, LogitsBuffer logits, int context, int place) {
        if (Double.isFinite(divergence)) return;
        Logits.requireFinite(logits.row(2 * context), "warm", place);
        Logits.requireFinite(logits.row(2 * context + 1), "base", place);
        throw new NonFiniteLogitsException("warm against base", place, 0, divergence);
    }

    /** Those that each context comes before, in the contexts' order. */
    private List<List<Answer>> answers(PackedRows packed) {
        List<List<Answer>> answers = new ArrayList<>();
        for (int context = 0; context < packed.contexts(); context++) answers.add(new ArrayList<>());
        for (int r = packed.first(); r < packed.end(); r++) {
            int start = rows.get(r).completionStart();
            for (int t = start; t < rows.get(r).length(); t++) {
                answers.get(packed.context(r, t - start)).add(new Answer(r, t));
            }
        }
        return answers;
    }

    private int[] wanted(List<Answer> answers) {
        return answers.stream()
                .mapToInt(answer -> rows.get(answer.row).id(answer.token))
                .distinct()
                .toArray();
    }

    /** Tells the moments of every answer token, in the rows' order. */
    public void moments(Tilt tilt, MomentsVisitor visitor) {
        LogitsBuffer logits = buffer();
        try (Reservation reading = memory.answers();
                AnswerMoments moments = new AnswerMoments(engine, module, rows, tilt, logits)) {
            for (Forward forward : forwards) {
                inOrder(forward, hidden -> moments.visit(forward.packed, hidden, visitor));
            }
        } finally {
            engine.run(logits::close);
        }
    }

    /** Receives states. */
    private interface States {
        void visit(IValue hidden);
    }

    /** A forward's states once for each answer token, in order. */
    private void inOrder(Forward forward, States visitor) {
        if (forward.packed.contexts() == forward.packed.answers()) {
            visitor.visit(forward.hidden);
            return;
        }
        long[] order = answersOf(forward.packed);
        IValue hidden = engine.call(() -> module.chosen(forward.hidden, order));
        try {
            visitor.visit(hidden);
        } finally {
            engine.run(hidden::close);
        }
    }

    private long[] answersOf(PackedRows packed) {
        long[] order = new long[2 * packed.answers()];
        int at = 0;
        for (int r = packed.first(); r < packed.end(); r++) {
            for (int answer = 0; answer < rows.get(r).completionLength(); answer++) {
                long state = 2L * packed.context(r, answer);
                order[at++] = state;
                order[at++] = state + 1;
            }
        }
        return order;
    }

    @Override
    public void close() {
        engine.run(() -> {
            if (!module.module().closed()) forwards.forEach(forward -> forward.hidden.close());
            forwards.clear();
        });
        if (held != null) held.close();
    }
}
