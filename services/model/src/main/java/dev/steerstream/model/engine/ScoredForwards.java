package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import java.nio.LongBuffer;
import java.util.Collections;
import java.util.List;

/**
 * Runs rows through the base model and, if asked, an adapter, several rows in one forward, see {@link PackedRows}. They lie one after the other
 * without padding, so they need no sorting by length; memory is bounded by the tokens of one forward.
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

    /** Sees the hidden states before completion tokens of some rows. */
    interface Visitor {
        /**
         * @param rows those of the forward
         * @param hidden {@code [wanted, hidden size]}; with an adapter warm and base in turns. The visitor closes it
         */
        void forward(PackedRows rows, IValue hidden);
    }

    /**
     * @param adapter digest of an attached adapter, or null for the base model alone
     * @param distinct whether a context that several completion tokens have is wanted once; else once for each, in order
     */
    void run(List<TokenRow> rows, String adapter, boolean distinct, Visitor visitor) {
        run(rows, adapter, packed -> hidden(packed, adapter, Copy.of(adapter), distinct), visitor);
    }

    /**
     * Each context once, base and adapter.
     *
     * @param base has the base model's states of forwards that ran before, or takes them
     */
    void run(List<TokenRow> rows, String adapter, KnownStates base, Visitor visitor) {
        run(rows, adapter, packed -> known(packed, adapter, base), visitor);
    }

    /** Makes a forward's hidden states. */
    private interface Forward {
        IValue hidden(PackedRows packed);
    }

    private void run(List<TokenRow> rows, String adapter, Forward forward, Visitor visitor) {
        int virtualTokens = engine.call(() -> {
            adapters.retain(adapter);
            return adapters.virtualTokens(adapter);
        });
        try {
            int vocabulary = module.config().vocabularySize();
            for (int r = 0; r < rows.size(); r++) {
                rows.get(r).check(r, vocabulary, module.config().contextLength() - virtualTokens);
            }
            int copies = Copy.of(adapter).size();
            for (PackedRows packed : PackedRows.pack(rows, FORWARD_TOKENS / copies)) {
                visitor.forward(packed, engine.call(() -> forward.hidden(packed)));
            }
        } finally {
            engine.run(() -> adapters.release(adapter));
        }
    }

    private IValue known(PackedRows packed, String adapter, KnownStates base) {
        float[] states = base.find(packed);
        if (states == null) {
            IValue both = hidden(packed, adapter, Copy.of(adapter), true);
            base.keep(packed, module.everyOther(both, 1));
            return both;
        }
        IValue warm = hidden(packed, adapter, List.of(Copy.WARM), true);
        try {
            return module.inTurns(warm, states);
        } finally {
            warm.close();
        }
    }

    /** Whose rows run. */
    private enum Copy {
        WARM,
        BASE;

        /** All warm rows lie before all base rows. */
        static List<Copy> of(String adapter) {
            return adapter == null ? List.of(BASE) : List.of(WARM, BASE);
        }
    }

    private IValue hidden(PackedRows packed, String adapter, List<Copy> copies, boolean distinct) {
        AdapterComposition composed =
                adapters.compose(adapter == null ? Collections.emptyList() : List.of(adapter), false);
        Lines lines = new Lines(copies.size() * packed.lines());
        TokenBuffer buffer = new TokenBuffer();
        buffer.reset(copies.size() * packed.tokens());
        LongBuffer ends = LongBuffer.allocate(copies.size() * packed.tokens());
        for (Copy copy : copies) {
            boolean warm = copy == Copy.WARM;
            int start = warm ? adapters.virtualTokens(adapter) : 0;
            int owner = warm ? composed.owner(adapter) : 0;
            int firstLine = lines.count;
            packed.tell(
                    (id, depth, end) -> {
                        buffer.set(ends.position(), id, start + depth, owner);
                        ends.put(end);
                    },
                    (before, length, follows, branches) ->
                            lines.add(start + before, length, follows ? firstLine : -1, branches));
        }
        return module.hidden(
                buffer.bytes(),
                lines.starts,
                lines.lengths,
                lines.before,
                lines.branches,
                ends.flip(),
                adapters.prefix(adapter),
                composed,
                packed.wanted(copies.size(), distinct));
    }

    /** Rows of attention as the module takes them. */
    private static final class Lines {
        private final long[] starts;
        private final long[] lengths;
        private final long[] before;
        private final long[] branches;
        private int count;

        Lines(int lines) {
            starts = new long[lines];
            lengths = new long[lines];
            before = new long[lines];
            branches = new long[lines];
        }

        void add(int start, int length, int follows, boolean branching) {
            starts[count] = start;
            lengths[count] = length;
            before[count] = follows;
            branches[count++] = branching ? 1 : 0;
        }
    }
}
