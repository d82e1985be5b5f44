package dev.steerstream.model.training;

import dev.steerstream.core.calibration.GainFit;
import dev.steerstream.core.calibration.SteeringGain;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.training.method.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The calibration rows that a run is measured on: drawn by the run's seed from those that fit the sequence length whole, at
 * most so many, and at most {@value #MOST_TOKENS} tokens together, so that a measurement's cost is bounded. The base model's
 * hidden states of them, [W, D], are computed once. Not thread-safe.
 */
final class MeasuredRows {
    private static final int MOST_TOKENS = 16_384;

    /** Tokens of a portion at about most: what runs through the network at once. */
    private static final int PORTION = 1024;

    /** How many tokens of a distribution are told one by one. */
    private static final int LISTED = 64;

    private final List<TokenRow> rows;
    private final List<List<TokenRow>> portions;
    private boolean baseKnown;

    private MeasuredRows(List<TokenRow> rows) {
        this.rows = rows;
        this.portions = portions(rows);
    }

    static MeasuredRows choose(List<TokenRow> calibration, int most, int sequenceLength, long seed) {
        List<TokenRow> drawn = new ArrayList<>(calibration);
        Collections.shuffle(drawn, Seeds.random(seed, Seeds.MEASURED_ROWS));
        List<TokenRow> chosen = new ArrayList<>();
        int tokens = 0;
        for (TokenRow row : drawn) {
            if (row.length() > sequenceLength || chosen.size() == most) continue;
            tokens += row.length();
            if (tokens > MOST_TOKENS) break;
            chosen.add(row);
        }
        return new MeasuredRows(chosen);
    }

    private static List<List<TokenRow>> portions(List<TokenRow> rows) {
        List<List<TokenRow>> portions = new ArrayList<>();
        int tokens = PORTION;
        for (TokenRow row : rows) {
            if (tokens + row.length() > PORTION) {
                portions.add(new ArrayList<>());
                tokens = 0;
            }
            portions.get(portions.size() - 1).add(row);
            tokens += row.length();
        }
        return portions;
    }

    List<TokenRow> rows() {
        return rows;
    }

    /**
     * What base, warm and steered lose on the rows now.
     *
     * @throws TrainingDivergedException where the warm model's loss is not finite
     */
    SteeringGain measure(EngineThread engine, TrainingModule module, int step, int vocabularySize) {
        if (!baseKnown) {
            portions.forEach(portion -> engine.run(() -> module.measureBase(TrainingBatch.of(portion))));
            baseKnown = true;
        }
        GainFit fit = new GainFit(vocabularySize);
        for (int i = 0; i < portions.size(); i++) {
            int number = i;
            List<float[]> measured = engine.call(() ->
                    module.measure(TrainingBatch.of(portions.get(number)), number, Math.min(LISTED, vocabularySize)));
            add(fit, portions.get(i), measured, step);
        }
        return fit.result();
    }

    private static void add(GainFit fit, List<TokenRow> portion, List<float[]> measured, int step) {
        float[] sums = measured.get(0);
        int listed = 6 * measured.get(1).length / sums.length;
        int token = 0;
        for (TokenRow row : portion) {
            fit.row();
            for (int t = 0; t < row.completionLength(); t++, token++) {
                int at = 6 * token;
                for (int i = at; i < at + 6; i++) {
                    if (!Float.isFinite(sums[i])) throw TrainingDivergedException.measured(step);
                }
                fit.token(
                        sums[at],
                        TokenSummary.ofLargest(
                                sums[at + 1],
                                sums[at + 2],
                                doubles(measured.get(1), token * listed, listed),
                                doubles(measured.get(2), token * listed, listed),
                                sums[at + 3],
                                sums[at + 4],
                                sums[at + 5]));
            }
        }
    }

    private static double[] doubles(float[] values, int first, int count) {
        double[] part = new double[count];
        Arrays.setAll(part, i -> values[first + i]);
        return part;
    }
}
