package dev.steerstream.core.calibration;

import dev.steerstream.core.estimator.Minimum;
import dev.steerstream.core.estimator.StrengthMinimizer;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.statistics.RowGroups;
import java.util.Arrays;

/**
 * Fits the strength on summarised answer tokens, cheaply enough to be done while a warm start runs: the optimum of
 * {@code loss_full} alone, without intervals. Use: {@link #row}, then {@link #token} for each of its answer tokens; then
 * {@link #result}. Not thread-safe: one thread.
 */
public final class GainFit {
    /** As {@link CalibrationSettings#of} bounds the strength: mean KL(warm || steered) in nats. */
    private static final double MAXIMUM_DIVERGENCE = 2;

    private static final long MAXIMUM_BYTES = 512L << 20;

    private final int vocabularySize;
    private final RowGroups rows = new RowGroups();
    private final Observations observations = new Observations(rows, MAXIMUM_BYTES);
    private double baseLoss;

    public GainFit(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    /** A row begins: each is a group of its own. */
    public void row() {
        rows.begin(Integer.toString(rows.rows()));
    }

    /**
     * One answer token of the row in progress.
     *
     * @param baseLogProbability of the reference token under base, over the whole vocabulary
     */
    public void token(double baseLogProbability, TokenSummary summary) {
        observations.add(summary, vocabularySize);
        baseLoss -= baseLogProbability;
    }

    /**
     * What was found; may be called once all rows are in.
     *
     * @throws IllegalStateException where there was no token
     */
    public SteeringGain result() {
        int tokens = observations.keptTokens();
        if (tokens == 0) throw new IllegalStateException("No answer token was given: there is no loss.");
        StrengthObjective objective = new StrengthObjective(observations);
        Minimum minimum = new StrengthMinimizer(objective, MAXIMUM_DIVERGENCE).minimize(null);
        LossAt[] byRow = objective.byGroup(minimum.strength());
        return new SteeringGain(
                tokens,
                baseLoss / tokens,
                objective.at(0).meanLoss(),
                minimum.at().meanLoss(),
                minimum.strength(),
                minimum.bounded(),
                minimum.at().meanErrorBound(),
                Arrays.stream(byRow)
                        .map(row -> new SteeringGain.RowLoss(row.tokens(), row.loss()))
                        .toList());
    }
}
