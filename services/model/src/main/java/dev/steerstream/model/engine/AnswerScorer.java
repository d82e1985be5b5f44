package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/**
 * Shows what calibrating and judging need of the completion tokens of rows, a slice at a time; the sums over the vocabulary are made in the
 * module. The engine is free between slices: sequences go on decoding meanwhile.
 */
final class AnswerScorer {
    /** Answer tokens of one slice. */
    static final int PAIRS = CompletionScorer.SLICE / 2;

    private final EngineThread engine;
    private final LlamaModule module;
    private final ScoredForwards forwards;

    AnswerScorer(EngineThread engine, LlamaModule module, AttachedAdapters adapters) {
        this.engine = engine;
        this.module = module;
        this.forwards = new ScoredForwards(engine, module, adapters);
    }

    void observe(List<TokenRow> rows, String adapter, Observing observing, AnswerVisitor visitor) {
        forwards.run(rows, adapter, false, (packed, hidden) -> {
            try {
                observe(rows, packed, hidden, observing, visitor);
            } finally {
                engine.run(hidden::close);
            }
        });
    }

    /** @param hidden states before the answer tokens of a forward's rows, in order, warm and base in turns */
    void observe(List<TokenRow> rows, PackedRows packed, IValue hidden, Observing observing, AnswerVisitor visitor) {
        int vocabulary = module.config().vocabularySize();
        LogitsBuffer logits = engine.call(() -> new LogitsBuffer(module.module().host(), 2 * PAIRS, vocabulary));
        try {
            new Pass(rows, observing, logits, new AnswerReader(observing), hidden).visit(packed, visitor);
        } finally {
            engine.run(logits::close);
        }
    }

    /** The answer tokens of one forward. */
    private final class Pass {
        private final List<TokenRow> rows;
        private final Observing observing;
        private final LogitsBuffer logits;
        private final AnswerReader reader;
        private final IValue hidden;
        private final int folds;

        Pass(List<TokenRow> rows, Observing observing, LogitsBuffer logits, AnswerReader reader, IValue hidden) {
            this.rows = rows;
            this.observing = observing;
            this.logits = logits;
            this.reader = reader;
            this.hidden = hidden;
            this.folds = observing.folds();
        }

        void visit(PackedRows packed, AnswerVisitor visitor) {
            int answers = packed.answers();
            int[] golds = new int[answers];
            int[] foldOf = new int[answers];
            int at = 0;
            for (int r = packed.first(); r < packed.end(); r++) {
                int fold = observing.foldOfRow().applyAsInt(r);
                for (int t = rows.get(r).completionStart(); t < rows.get(r).length(); t++) {
                    golds[at] = rows.get(r).id(t);
                    foldOf[at++] = fold;
                }
            }
            IValue means = engine.call(() -> module.meanSums(folds));
            try {
                AnswerSlice slice = null;
                int next = 0;
                for (int r = packed.first(); r < packed.end(); r++) {
                    for (int t = rows.get(r).completionStart(); t < rows.get(r).length(); t++, next++) {
                        int pair = next % PAIRS;
                        if (pair == 0) {
                            slice = slice(next, Math.min(PAIRS, answers - next), golds, foldOf, means);
                        }
                        visitor.token(r, t, reader.read(slice, pair, golds[next], logits, 2 * pair));
                    }
                    visitor.rowScored(r + 1, rows.size());
                }
                addMeans(means, foldOf);
            } finally {
                engine.run(means::close);
            }
        }

        private AnswerSlice slice(int first, int pairs, int[] golds, int[] foldOf, IValue means) {
            long[] gold = new long[pairs];
            float[] belongs = new float[folds * pairs];
            for (int pair = 0; pair < pairs; pair++) {
                gold[pair] = golds[first + pair];
                belongs[foldOf[first + pair] * pairs + pair] = 1;
            }
            return engine.call(() ->
                    module.observe(hidden, 2 * first, logits.tensor(), gold, belongs, means, observing.confidence()));
        }

        private void addMeans(IValue means, int[] foldOf) {
            float[] sums = engine.call(() -> {
                try (PtNDArray tensor = means.toTensor(module.module().host())) {
                    return AnswerSlice.floats(tensor);
                }
            });
            int vocabulary = module.config().vocabularySize();
            for (int fold = 0; fold < folds; fold++) {
                int which = fold;
                long tokens = Arrays.stream(foldOf).filter(f -> f == which).count();
                if (tokens > 0) {
                    observing
                            .sums()
                            .add(
                                    fold,
                                    tokens,
                                    Arrays.copyOfRange(sums, fold * vocabulary, (fold + 1) * vocabulary),
                                    Arrays.copyOfRange(
                                            sums, (folds + fold) * vocabulary, (folds + fold + 1) * vocabulary));
                }
            }
        }
    }
}
