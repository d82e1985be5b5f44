package dev.steerstream.model.engine;

import dev.steerstream.core.steering.NoTokenAllowedException;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.TokenBans;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the module lists of a row of logits, and of the row of the other model beside it. The arrays are the holder's: read, never changed.
 *
 * @param maximum the largest logit
 * @param logSum {@code log sum exp(z - maximum)}
 * @param divergence KL(warm || base)
 * @param listedFrom every token with such a logit is listed
 * @param tokens ids, ascending
 * @param logits theirs
 * @param others theirs in the other row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ListedRow(
        double maximum,
        double logSum,
        double otherMaximum,
        double otherLogSum,
        double divergence,
        double listedFrom,
        int[] tokens,
        float[] logits,
        float[] others) {
    /**
     * The allowed tokens that are near enough to the best allowed one; this row stands for warm and the other for base.
     *
     * @param place of the answer's token, for errors
     * @param whole has this row and the other, for where what is better is banned
     */
    RowsSummary allowed(double confidence, TokenBans bans, int place, LogitsBuffer whole, int row, int otherRow) {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < tokens.length; i++) {
            best = logits[i] > best && !bans.bans(tokens[i]) ? logits[i] : best;
        }
        double least = best + Math.log(confidence);
        if (!(least >= listedFrom + AnswerReader.SLACK / 2)) {
            return all(confidence, bans, place, whole.row(row), whole.row(otherRow));
        }
        int[] chosen = IntStream.range(0, tokens.length)
                .filter(i -> logits[i] >= least && !bans.bans(tokens[i]))
                .toArray();
        return summary(confidence, chosen, tokens, logits, others);
    }

    private RowsSummary all(double confidence, TokenBans bans, int place, float[] row, float[] otherRow) {
        int[] ids = IntStream.range(0, row.length).toArray();
        int[] chosen = Arrays.stream(ids).filter(token -> !bans.bans(token)).toArray();
        if (chosen.length == 0) throw new NoTokenAllowedException(place);
        return summary(confidence, chosen, ids, row, otherRow);
    }

    private RowsSummary summary(double confidence, int[] chosen, int[] ids, float[] own, float[] beside) {
        int[] listed = new int[chosen.length];
        float[] ownListed = new float[chosen.length];
        float[] besideListed = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            listed[i] = ids[chosen[i]];
            ownListed[i] = own[chosen[i]];
            besideListed[i] = beside[chosen[i]];
        }
        return new RowsSummary(
                confidence, maximum, logSum, otherMaximum, otherLogSum, divergence, listed, ownListed, besideListed);
    }
}
