package dev.steerstream.model.engine;

import dev.steerstream.core.steering.RowsSummary;

/** What judging says of the tokens that may come next in one context. Only valid while its visitor is called. */
public final class JudgedContext {
    private final Judging judging;
    private final JudgedSlice slice;
    private final int context; // in the slice
    private final int[] wanted; // token ids
    private final int firstWanted; // place of the first in the slice
    private final LogitsBuffer logits;
    private final int place;
    private RowsSummary warm;
    private RowsSummary base;

    JudgedContext(
            Judging judging,
            JudgedSlice slice,
            int context,
            int[] wanted,
            int firstWanted,
            LogitsBuffer logits,
            int place) {
        this.judging = judging;
        this.slice = slice;
        this.context = context;
        this.wanted = wanted;
        this.firstWanted = firstWanted;
        this.logits = logits;
        this.place = place;
    }

    /** Index of the answer's token that comes next, from 0. */
    public int place() {
        return place;
    }

    /** Log-probability of a row's next token over the whole vocabulary: under base, warm, then the columns. */
    public double[] unmasked(int token) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == token) return slice.logProbabilities(firstWanted + i);
        }
        throw new IllegalArgumentException("Token " + token + " is no row's next one in this context.");
    }

    /** KL(warm || base) over the whole vocabulary. */
    public double divergence() {
        return slice.divergence(context);
    }

    /** The warm row's allowed survivors, and sums over the vocabulary. */
    public RowsSummary warm() {
        if (warm == null) warm = survivors(true);
        return warm;
    }

    /** The base row's own survivors: base stands where warm does in {@link #warm}, and warm where base does. */
    public RowsSummary base() {
        if (base == null) base = survivors(false);
        return base;
    }

    private RowsSummary survivors(boolean ofWarm) {
        if (judging.confidence() == 0) {
            throw new IllegalStateException("No survivors were asked for: the confidence is 0.");
        }
        return slice.row(context, ofWarm)
                .allowed(
                        judging.confidence(),
                        judging.bans(),
                        place,
                        logits,
                        2 * context + (ofWarm ? 0 : 1),
                        2 * context + (ofWarm ? 1 : 0));
    }

    /** Warm logits {@code [vocab]}, for what the sums don't serve. */
    public float[] warmLogits() {
        return logits.row(2 * context);
    }

    /** Base logits {@code [vocab]}. */
    public float[] baseLogits() {
        return logits.row(2 * context + 1);
    }
}
