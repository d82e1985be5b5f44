package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import java.util.Collections;
import java.util.List;

/**
 * Runs rows through the base model and, if asked, an adapter, several rows in one forward. Rows lie one after the other without padding, so
 * they need no sorting by length; memory is bounded by the tokens of one forward.
 */
final class ScoredForwards {
    /** Tokens of one forward, of both models together; a longer row goes alone. */
    static final int FORWARD_TOKENS = 2048;

    private final EngineThread engine;
    private final LlamaModule module;
    private final AttachedAdapters adapters;

    ScoredForwards(EngineThread engine, LlamaModule module, AttachedAdapters adapters) {
        this.engine = engine;
        this.module = module;
        this.adapters = adapters;
    }

    /** Sees the hidden states before every completion token of some rows. */
    interface Visitor {
        /**
         * @param first index of the first row
         * @param end index after the last
         * @param hidden {@code [wanted, hidden size]}; with an adapter warm and base in turns. Closed after the call
         */
        void forward(int first, int end, IValue hidden, int wanted);
    }

    /** @param adapter digest of an attached adapter, or null for the base model alone */
    void run(List<TokenRow> rows, String adapter, Visitor visitor) {
        int virtualTokens = engine.call(() -> {
            adapters.retain(adapter);
            return adapters.virtualTokens(adapter);
        });
        try {
            int vocabulary = module.config().vocabularySize();
            for (int r = 0; r < rows.size(); r++) {
                rows.get(r).check(r, vocabulary, module.config().contextLength() - virtualTokens);
            }
            int copies = adapter == null ? 1 : 2;
            for (int first = 0; first < rows.size(); ) {
                int end = first + 1;
                int tokens = rows.get(first).length();
                while (end < rows.size() && (tokens + rows.get(end).length()) * copies <= FORWARD_TOKENS) {
                    tokens += rows.get(end++).length();
                }
                forward(rows.subList(first, end), first, end, adapter, copies, visitor);
                first = end;
            }
        } finally {
            engine.run(() -> adapters.release(adapter));
        }
    }

    private void forward(List<TokenRow> rows, int first, int end, String adapter, int copies, Visitor visitor) {
        IValue hidden = engine.call(() -> hidden(rows, adapter, copies));
        try {
            int completion = rows.stream().mapToInt(TokenRow::completionLength).sum();
            visitor.forward(first, end, hidden, copies * completion);
        } finally {
            engine.run(hidden::close);
        }
    }

    /** All warm rows lie before all base rows. A row's last token predicts nothing that is asked for: it is left out. */
    private IValue hidden(List<TokenRow> rows, String adapter, int copies) {
        AdapterComposition composed =
                adapters.compose(adapter == null ? Collections.emptyList() : List.of(adapter), false);
        int virtualTokens = adapters.virtualTokens(adapter);
        TokenBuffer buffer = new TokenBuffer();
        buffer.reset(copies * rows.stream().mapToInt(row -> row.length() - 1).sum());
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
                int length = row.length() - 1;
                for (int t = 0; t < length; t++) {
                    buffer.set(at + t, row.id(t), start + t, warm ? composed.owner(adapter) : 0);
                }
                for (int t = row.completionStart(); t < row.length(); t++, want += copies) {
                    wanted[want] = at + t - 1L;
                }
                starts[line] = start;
                lengths[line++] = length;
                at += length;
            }
        }
        return module.hidden(buffer.bytes(), starts, lengths, adapters.prefix(adapter), composed, wanted);
    }
}
