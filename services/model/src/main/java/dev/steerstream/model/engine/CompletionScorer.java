package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * Shows the logits of the completion tokens of rows, a slice at a time. The engine is free between slices: sequences go on decoding
 * meanwhile.
 */
final class CompletionScorer {
    /** Rows of logits of one slice, of both models together. */
    static final int SLICE = 32;

    private final EngineThread engine;
    private final LlamaModule module;
    private final ScoredForwards forwards;

    CompletionScorer(EngineThread engine, LlamaModule module, AttachedAdapters adapters) {
        this.engine = engine;
        this.module = module;
        this.forwards = new ScoredForwards(engine, module, adapters);
    }

    void score(List<TokenRow> rows, String adapter, CompletionVisitor visitor) {
        int vocabulary = module.config().vocabularySize();
        LogitsBuffer logits = engine.call(() -> new LogitsBuffer(module.module().host(), SLICE, vocabulary));
        try {
            Slices slices = new Slices(logits, new float[vocabulary], new float[vocabulary], adapter == null ? 1 : 2);
            forwards.run(rows, adapter, false, (packed, hidden) -> {
                try {
                    visit(rows, packed, new Cursor(slices, hidden, slices.copies() * packed.answers()), visitor);
                } finally {
                    engine.run(hidden::close);
                }
            });
        } finally {
            engine.run(logits::close);
        }
    }

    private static void visit(List<TokenRow> rows, PackedRows packed, Cursor cursor, CompletionVisitor visitor) {
        Slices slices = cursor.slices;
        for (int r = packed.first(); r < packed.end(); r++) {
            TokenRow row = rows.get(r);
            for (int t = row.completionStart(); t < row.length(); t++) {
                cursor.next();
                visitor.token(r, t, row.id(t), slices.copies() == 2 ? slices.warm() : slices.base(), slices.base());
            }
            visitor.rowScored(r + 1, rows.size());
        }
    }

    /** Buffers of one scoring. copies: 2 with an adapter (warm, then base), else 1. */
    private record Slices(LogitsBuffer logits, float[] warm, float[] base, int copies) {}

    /** Walks over the hidden states, a slice of logits at a time. */
    private final class Cursor {
        private final Slices slices;
        private final IValue hidden;
        private final int total;
        private int next; // hidden state whose logits come next
        private int inSlice; // rows of logits left in the slice
        private int place;

        Cursor(Slices slices, IValue hidden, int total) {
            this.slices = slices;
            this.hidden = hidden;
            this.total = total;
        }

        void next() {
            if (inSlice == 0) {
                int count = Math.min(SLICE, total - next);
                engine.run(
                        () -> module.logits(hidden, next, count, slices.logits().tensor()));
                next += count;
                inSlice = count;
                place = 0;
            }
            if (slices.copies() == 2) {
                slices.logits().row(place++, slices.warm());
                inSlice--;
            }
            slices.logits().row(place++, slices.base());
            inSlice--;
        }
    }
}
