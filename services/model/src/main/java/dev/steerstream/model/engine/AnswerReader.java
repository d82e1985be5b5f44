package dev.steerstream.model.engine;

import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.SummaryBuilder;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.TokenBans;

/** Makes answer tokens of what the module says of a slice. A reused workspace; not thread-safe: one thread. */
final class AnswerReader {
    /** Tokens at least so probable are listed one by one. */
    static final double LEAST_LOG_PROBABILITY = -16 * Math.log(2);

    /** Into how many bins the log-ratio's values of the other tokens fall, see {@link AnswerSlice}. */
    static final int BINS = 2048;

    /** The engine compares rounded log-probabilities, the reader exact logits: it lists a little more than is asked. */
    static final double SLACK = 1e-3;

    /** Strengths of delta up to which a summary's lumps change no loss by more than the tolerance of {@link SummaryBuilder}. */
    private static final double DELTA_REACH = 100;

    /** The same of the log-ratio, in inverses of its range over the vocabulary: small ratios meet large strengths. */
    private static final double RATIO_REACH_OF_RANGE = 20;

    private final double confidence;
    private final TokenBans bans;
    private final SummaryBuilder builder = new SummaryBuilder();
    private double[] warmLogs = new double[256];
    private double[] ratios = new double[256];
    private double[] deltas = new double[256];
    private int size;

    AnswerReader(Observing observing) {
        this.confidence = observing.confidence();
        this.bans = observing.bans();
    }

    /**
     * @param gold the reference token
     * @param warmRow row of {@code logits} with the pair's warm logits; the base logits come after it
     * @throws NonFiniteLogitsException for NaN or infinity in a row
     */
    AnswerToken read(AnswerSlice slice, int pair, int gold, LogitsBuffer logits, int warmRow) {
        if (!slice.finite()) {
            throw whichIsNotFinite(slice, logits);
        }
        double baseLog = slice.goldBase(pair) - slice.baseMaximum(pair) - slice.baseLogSum(pair);
        double warmLog = slice.goldWarm(pair) - slice.warmMaximum(pair) - slice.warmLogSum(pair);
        return new AnswerToken(
                gold,
                baseLog,
                warmLog,
                slice.goldBase(pair) == slice.baseMaximum(pair) && logits.firstOf(warmRow + 1, gold),
                slice.goldWarm(pair) == slice.warmMaximum(pair) && logits.firstOf(warmRow, gold),
                rows(slice, pair, logits, warmRow),
                delta(slice, pair, warmLog, warmLog - baseLog),
                logRatio(slice, pair, warmLog, warmLog - baseLog));
    }

    private static NonFiniteLogitsException whichIsNotFinite(AnswerSlice slice, LogitsBuffer logits) {
        int pair = 0;
        while (pair + 1 < slice.pairs() && Double.isFinite(slice.divergence(pair))) {
            pair++;
        }
        Logits.requireFinite(logits.row(2 * pair), "warm", pair);
        Logits.requireFinite(logits.row(2 * pair + 1), "base", pair);
        return new NonFiniteLogitsException("warm against base", pair, 0, slice.divergence(pair));
    }

    /** The allowed tokens that are near enough to the best allowed one. */
    private RowsSummary rows(AnswerSlice slice, int pair, LogitsBuffer logits, int warmRow) {
        int first = slice.firstListed(pair);
        int[] tokens = new int[slice.endListed(pair) - first];
        float[] warm = new float[tokens.length];
        float[] base = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = slice.token(first + i);
            warm[i] = slice.warm(first + i);
            base[i] = slice.base(first + i);
        }
        return new ListedRow(
                        slice.warmMaximum(pair),
                        slice.warmLogSum(pair),
                        slice.baseMaximum(pair),
                        slice.baseLogSum(pair),
                        slice.divergence(pair),
                        slice.warmMaximum(pair) + slice.warmLogSum(pair) + listedDownTo(slice, pair),
                        tokens,
                        warm,
                        base)
                .allowed(confidence, bans, pair, logits, warmRow, warmRow + 1);
    }

    /** Log-probability from which on the module lists. */
    private double listedDownTo(AnswerSlice slice, int pair) {
        return Math.min(LEAST_LOG_PROBABILITY, Math.log(confidence) - SLACK - slice.warmLogSum(pair));
    }

    private TokenSummary delta(AnswerSlice slice, int pair, double goldLog, double goldRatio) {
        read(slice, pair);
        double divergence = slice.divergence(pair);
        double mean = slice.restDelta(pair);
        double meanSquare = slice.restDeltaSquares(pair);
        double norm = slice.restDeltaNorm(pair);
        for (int i = 0; i < size; i++) {
            double p = Math.exp(warmLogs[i]);
            deltas[i] = p * (divergence - ratios[i]);
            mean += p * deltas[i];
            meanSquare += p * deltas[i] * deltas[i];
            norm += deltas[i] * deltas[i];
        }
        builder.begin(DELTA_REACH, mean);
        for (int i = 0; i < size; i++) {
            builder.add(warmLogs[i], deltas[i]);
        }
        double mass = slice.restMass(pair);
        if (mass > 0) {
            double rest = slice.restDelta(pair) / mass;
            double farthest = Math.max(slice.highest(pair) - divergence, divergence - slice.lowest(pair));
            builder.addRest(
                    mass,
                    rest,
                    Math.max(0, slice.restDeltaSquares(pair) / mass - rest * rest),
                    2 * farthest * Math.exp(listedDownTo(slice, pair)));
        }
        return builder.build(goldLog, Math.exp(goldLog) * (divergence - goldRatio), meanSquare, norm);
    }

    private TokenSummary logRatio(AnswerSlice slice, int pair, double goldLog, double goldRatio) {
        double meanSquare = slice.restRatioSquares(pair);
        double norm = slice.restRatioNorm(pair);
        double range = slice.highest(pair) - slice.lowest(pair);
        builder.begin(range == 0 ? 1 : RATIO_REACH_OF_RANGE / range, slice.divergence(pair));
        for (int i = 0; i < size; i++) {
            builder.add(warmLogs[i], ratios[i]);
            meanSquare += Math.exp(warmLogs[i]) * ratios[i] * ratios[i];
            norm += ratios[i] * ratios[i];
        }
        double width = range / BINS;
        for (int bin = 0; bin <= BINS; bin++) {
            double mass = slice.binMass(pair, bin);
            if (mass > 0) {
                double offset = slice.binMean(pair, bin);
                double low = slice.lowest(pair) + width * bin;
                double variance = Math.max(0, slice.binSquare(pair, bin) - offset * offset);
                builder.addLump(mass, low + width * offset, width * width * variance, low, low + width);
            }
        }
        return builder.build(goldLog, goldRatio, meanSquare, norm);
    }

    /** The listed tokens' log-probabilities and log-ratios. */
    private void read(AnswerSlice slice, int pair) {
        int first = slice.firstListed(pair);
        size = slice.endListed(pair) - first;
        if (size > ratios.length) {
            warmLogs = new double[2 * size];
            ratios = new double[2 * size];
            deltas = new double[2 * size];
        }
        for (int i = 0; i < size; i++) {
            warmLogs[i] = slice.warm(first + i) - slice.warmMaximum(pair) - slice.warmLogSum(pair);
            ratios[i] = warmLogs[i] - (slice.base(first + i) - slice.baseMaximum(pair) - slice.baseLogSum(pair));
        }
    }
}
