package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import java.util.Collections;
import java.util.List;

/**
 * Runs rows through the base model and, if asked, an adapter, and shows the predictions of their completion tokens.
 *
 * <p>Rows lie one after the other without padding, so they need no sorting by length; memory is bounded by the tokens of
 * one forward and the logits of one slice. The engine is free between slices: sequences go on decoding meanwhile.
 */
final class CompletionScorer {
    /** Tokens of one forward, of both models together; a longer row goes alone. */
    private static final int FORWARD_TOKENS = 2048;

    /** Rows of logits of one slice, of both models together. */
    private static final int SLICE = 32;

    private final EngineThread engine;
    private final LlamaModule module;
    private final AttachedAdapters adapters;

    CompletionScorer(EngineThread engine, LlamaModule module, AttachedAdapters adapters) {
        this.engine = engine;
        this.module = module;
        this.adapters = adapters;
    }

    void score(List<TokenRow> rows, String adapter, CompletionVisitor visitor) {
        int vocabulary = module.config().vocabularySize();
        int virtualTokens = engine.call(() -> {
            adapters.retain(adapter);
            return adapters.virtualTokens(adapter);
        });
        try {
            for (int r = 0; r < rows.size(); r++) {
                rows.get(r).check(r, vocabulary, module.config().contextLength() - virtualTokens);
            }
            int copies = adapter == null ? 1 : 2;
            LogitsBuffer logits =
                    engine.call(() -> new LogitsBuffer(module.module().host(), SLICE, vocabulary));
            try {
                Slices slices = new Slices(logits, new float[vocabulary], new float[vocabulary], copies);
                for (int first = 0; first < rows.size(); ) {
                    int end = first + 1;
                    int tokens = rows.get(first).length();
                    while (end < rows.size() && (tokens + rows.get(end).length()) * copies <= FORWARD_TOKENS) {
                        tokens += rows.get(end++).length();
                    }
                    scoreBatch(rows, first, end, tokens, adapter, slices, visitor);
                    first = end;
                }
            } finally {
                engine.run(logits::close);
            }
        } finally {
            engine.run(() -> adapters.release(adapter));
        }
    }

    /** From whole rows, until the sums are made in the module. */
    void observe(List<TokenRow> rows, String adapter, Observing observing, AnswerVisitor visitor) {
        SlowAnswers slow = new SlowAnswers(observing, module.config().vocabularySize());
        score(rows, adapter, new CompletionVisitor() {
            @Override
            public void token(int row, int token, int gold, float[] warm, float[] base) {
                visitor.token(row, token, slow.of(observing.foldOfRow().applyAsInt(row), gold, warm, base));
            }

            @Override
            public void rowScored(int done, int total) {
                visitor.rowScored(done, total);
            }
        });
    }

    /** Buffers of one scoring. copies: 2 with an adapter (warm, then base), else 1. */
    private record Slices(LogitsBuffer logits, float[] warm, float[] base, int copies) {}

    private void scoreBatch(
            List<TokenRow> rows,
            int first,
            int end,
            int tokens,
            String adapter,
            Slices slices,
            CompletionVisitor visitor) {
        int copies = slices.copies();
        IValue hidden = engine.call(() -> hidden(rows.subList(first, end), tokens, adapter, copies));
        try {
            int wanted = copies
                    * rows.subList(first, end).stream()
                            .mapToInt(TokenRow::completionLength)
                            .sum();
            Cursor cursor = new Cursor(slices, hidden, wanted);
            for (int r = first; r < end; r++) {
                TokenRow row = rows.get(r);
                for (int t = row.completionStart(); t < row.length(); t++) {
                    cursor.next();
                    visitor.token(r, t, row.id(t), copies == 2 ? slices.warm() : slices.base(), slices.base());
                }
                visitor.rowScored(r + 1, rows.size());
            }
        } finally {
            engine.run(hidden::close);
        }
    }

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

    /** Hidden states before every completion token: with an adapter warm and base in turns. All warm rows lie before all base rows. */
    private IValue hidden(List<TokenRow> rows, int tokens, String adapter, int copies) {
        AdapterComposition composed =
                adapters.compose(adapter == null ? Collections.emptyList() : List.of(adapter), false);
        int virtualTokens = adapters.virtualTokens(adapter);
        TokenBuffer buffer = new TokenBuffer();
        buffer.reset(tokens * copies);
        long[] starts = new long[rows.size() * copies];
        long[] lengths = new long[rows.size() * copies];
        long[] wanted = new long
                [copies * rows.stream().mapToInt(TokenRow::completionLength).sum()];
        int at = 0;
        int line = 0;
        for (int copy = 0; copy < copies; copy++) {
            boolean warm = copies == 2 && copy == 0;
            int start = warm ? virtualTokens : 0;
            int want = copy;
            for (TokenRow row : rows) {
                for (int t = 0; t < row.length(); t++) {
                    buffer.set(at + t, row.id(t), start + t, warm ? composed.owner(adapter) : 0);
                }
                for (int t = row.completionStart(); t < row.length(); t++, want += copies) {
                    wanted[want] = at + t - 1L;
                }
                starts[line] = start;
                lengths[line++] = row.length();
                at += row.length();
            }
        }
        return module.hidden(buffer.bytes(), starts, lengths, adapters.prefix(adapter), composed, wanted);
    }
}
