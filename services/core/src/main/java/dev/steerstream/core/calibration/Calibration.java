package dev.steerstream.core.calibration;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.estimator.Estimator;
import dev.steerstream.core.estimator.Minimum;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.estimator.PerToken;
import dev.steerstream.core.estimator.StrengthMinimizer;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.ObservationBuilder;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.Quantiles;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.Survivors;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fits the strength of a task in one pass over its calibration rows. Use: {@link #row}, then {@link #position} for each of the row's answer
 * tokens, row after row; then {@link #result}.
 *
 * <p>Two things are observed of each token: the survivors of the mask in force, and the whole vocabulary without mask, for the strength of
 * {@code loss_full}. The second is exact in every sum and lumps the tail of the loss with a stated bound (below 1e-6 nats at strengths
 * up to a hundred; {@link FittedStrength#lossErrorBound} says it for the fit at hand), so that a token takes kilobytes and no second pass
 * over the model is needed. Where the mask in force is none and nothing is banned, the two are one.
 *
 * <p>Not thread-safe: one thread.
 */
public final class Calibration {
    private static final int CURVE_POINTS_PER_SIDE = 20;

    private final CalibrationSettings settings;
    private final int vocabularySize;
    private final SteeringStep step;
    private final ObservationBuilder builder;
    private final RowGroups rowGroups = new RowGroups();
    private final Observations masked;
    private final Observations unmasked;
    private final MeanVector meanVector;
    private final Steering warmUnderMask;
    private final boolean same;

    public Calibration(CalibrationSettings settings, int vocabularySize) {
        this.settings = settings;
        this.vocabularySize = vocabularySize;
        warmUnderMask = settings.steering().withStrength(Strength.ZERO);
        step = new SteeringStep(vocabularySize);
        builder = new ObservationBuilder(vocabularySize);
        meanVector = new MeanVector(vocabularySize);
        masked = new Observations(rowGroups, settings.maximumBytes());
        same = settings.steering().confidence() == 0 && settings.bans().isNone();
        unmasked = same ? masked : new Observations(rowGroups, settings.maximumBytes());
    }

    /**
     * A row begins.
     *
     * @param group name of its prompt group: rows of one group are drawn together
     */
    public void row(String group) {
        rowGroups.begin(group);
    }

    /**
     * One answer token of the row in progress.
     *
     * @param gold the reference token
     * @param warm {@code [vocab]} logits
     * @param base {@code [vocab]} logits
     * @throws dev.steerstream.core.distribution.NonFiniteLogitsException for NaN or infinity in a row
     */
    public void position(int gold, float[] warm, float[] base) {
        if (gold < 0 || gold >= vocabularySize) {
            throw new IllegalArgumentException(
                    "The reference token is " + gold + "; it must lie in 0.." + (vocabularySize - 1) + ".");
        }
        step.load(masked.tokens(), warm, base);
        double[] vector = step.vector(settings.steering().direction());
        meanVector.add(vector);
        step.apply(warmUnderMask, settings.bans());
        observe(masked, gold, vector);
        if (!same) {
            step.apply(Steering.warm(), TokenBans.none());
            observe(unmasked, gold, vector);
        }
    }

    /** The step that took the rows of the last {@link #position}: what else is to be read from them needs no second softmax. */
    public SteeringStep loaded() {
        return step;
    }

    /** The step was applied with strength 0, so its candidates carry the warm logits, penalty included. */
    private void observe(Observations observations, int gold, double[] vector) {
        Candidates candidates = step.candidates();
        Survivors survivors = step.survivors();
        int goldIndex = candidates.indexOf(gold);
        if (goldIndex < 0) {
            observations.addMasked();
            return;
        }
        Distribution warm = step.warm();
        double maximum = candidates.maximum();
        double logSum = candidates.logSum(maximum);
        double publishedMean = 0;
        int next = 0;
        builder.begin(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double delta = 0;
            if (next < survivors.size() && survivors.token(next) == v) {
                next++;
                delta = vector[v];
                publishedMean += warm.probability(v) * delta;
            }
            double logQ = candidates.logit(i) - maximum - logSum;
            builder.add(Math.exp(logQ), logQ, delta, v == gold);
        }
        observations.add(builder.build(
                rowGroups.group(),
                survivors.size(),
                candidates.logit(goldIndex) - maximum - logSum,
                survivors.contains(gold) ? vector[gold] : 0,
                publishedMean));
    }

    /** All that was found; may be called once all rows are in. */
    public CalibrationResult result() {
        StrengthObjective objective = new StrengthObjective(masked);
        FittedStrength optimal = fit(objective);
        FittedStrength full = same ? optimal : fit(new StrengthObjective(unmasked));
        return new CalibrationResult(
                settings.steering().confidence(),
                masked.rows(),
                masked.groups(),
                masked.tokens(),
                masked.keptTokens(),
                masked.informativeTokens(),
                estimators(objective, optimal),
                optimal,
                curve(objective, optimal),
                spread(objective),
                full,
                meanVector);
    }

    private FittedStrength fit(StrengthObjective objective) {
        LossAt warm = objective.at(0);
        Sufficiency sufficiency = sufficiency(objective.observations(), warm);
        if (sufficiency != Sufficiency.SUFFICIENT) {
            double loss = warm.meanLoss();
            return new FittedStrength(0, new Interval(0, 0), 0, false, sufficiency, 0, loss, loss, 0);
        }
        StrengthMinimizer minimizer = new StrengthMinimizer(objective, settings.maximumDivergence());
        Minimum minimum = minimizer.minimize(null);
        LossAt at = minimum.at();
        return new FittedStrength(
                minimum.strength(),
                minimizer.interval(minimum, settings.bootstrap()),
                1 / Math.sqrt(at.curvature()),
                minimum.bounded(),
                sufficiency,
                at.meanDivergence(),
                warm.meanLoss(),
                at.meanLoss(),
                at.meanErrorBound());
    }

    private Sufficiency sufficiency(Observations observations, LossAt warm) {
        if (observations.rows() < settings.fewestRows()) {
            return Sufficiency.TOO_FEW_ROWS;
        }
        if (observations.informativeTokens() < settings.fewestTokens()) {
            return Sufficiency.TOO_FEW_TOKENS;
        }
        return warm.curvature() > 0 ? Sufficiency.SUFFICIENT : Sufficiency.NO_DIRECTION;
    }

    private List<EstimatedStrength> estimators(StrengthObjective objective, FittedStrength optimal) {
        double warmLoss = objective.at(0).meanLoss();
        List<EstimatedStrength> results = new ArrayList<>();
        for (Estimator estimator : Estimator.all(settings.maximumDivergence())) {
            if (estimator.name().equals(OptimalEstimator.NAME)) {
                results.add(new EstimatedStrength(
                        estimator.name(), optimal.strength(), optimal.interval(), optimal.warmLoss() - optimal.loss()));
                continue;
            }
            double strength = estimator.estimate(objective, null);
            Interval interval =
                    settings.bootstrap().interval(masked.groups(), weights -> estimator.estimate(objective, weights));
            double gain = warmLoss - objective.at(strength).meanLoss();
            results.add(new EstimatedStrength(estimator.name(), strength, interval, gain));
        }
        return results;
    }

    /** Symmetric around the optimum and reaching as far beyond it as it lies from 0, or 4 curvature errors where it is 0. */
    private static List<CurvePoint> curve(StrengthObjective objective, FittedStrength optimal) {
        double reach = 2 * Math.abs(optimal.strength());
        if (reach == 0) {
            reach = optimal.curvatureError() > 0 ? 4 * optimal.curvatureError() : 1;
        }
        List<CurvePoint> points = new ArrayList<>();
        for (int i = -CURVE_POINTS_PER_SIDE; i <= CURVE_POINTS_PER_SIDE; i++) {
            LossAt at = objective.at(optimal.strength() + reach * i / CURVE_POINTS_PER_SIDE);
            points.add(new CurvePoint(at.strength(), at.meanLoss(), at.meanDivergence()));
        }
        return points;
    }

    private static Optional<PerTokenSpread> spread(StrengthObjective objective) {
        double[] sorted = PerToken.sortedInformative(objective, null);
        if (sorted.length == 0) {
            return Optional.empty();
        }
        double mean = 0;
        for (double value : sorted) {
            mean += value / sorted.length;
        }
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return Optional.of(new PerTokenSpread(
                sorted.length < 2 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
                sorted[0],
                Quantiles.of(sorted, 0.25),
                Quantiles.of(sorted, 0.5),
                Quantiles.of(sorted, 0.75),
                sorted[sorted.length - 1]));
    }
}
