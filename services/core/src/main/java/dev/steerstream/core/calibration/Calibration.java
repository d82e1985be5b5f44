package dev.steerstream.core.calibration;

import dev.steerstream.core.estimator.Estimator;
import dev.steerstream.core.estimator.Minimum;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.estimator.StrengthMinimizer;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the strength of a task in one pass over its calibration rows. Use: {@link #row}, then {@link #token} for each of the row's answer
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
    private final TokenObserver observer;
    private final Observations masked;

    public Calibration(CalibrationSettings settings, int vocabularySize) {
        this.settings = settings;
        observer = new TokenObserver(settings, vocabularySize);
        masked = observer.masked();
    }

    /**
     * Whether {@link #token} serves such settings; else the rows of logits are needed, {@link #position}: the direction is neither delta nor
     * the log-ratio, the mask is none but tokens are banned, or masked tokens keep a chance.
     */
    public static boolean servedBySums(CalibrationSettings settings, int vocabularySize) {
        Steering steering = settings.steering();
        boolean unmasked = steering.confidence() == 0 && settings.bans().bansNoneOf(vocabularySize);
        return AnswerToken.knows(steering.direction())
                && (RowsSummary.serves(steering) || (unmasked && steering.removes()));
    }

    /**
     * A row begins.
     *
     * @param group name of its prompt group: rows of one group are drawn together
     */
    public void row(String group) {
        observer.row(group);
    }

    /** One answer token of the row in progress, whose sums over the vocabulary are known; its rows must cover the mask in force. */
    public void token(AnswerToken answer) {
        observer.token(answer);
    }

    /**
     * One answer token of the row in progress, as rows of logits.
     *
     * @param gold the reference token
     * @param warm {@code [vocab]} logits
     * @param base {@code [vocab]} logits
     * @throws dev.steerstream.core.distribution.NonFiniteLogitsException for NaN or infinity in a row
     */
    public void position(int gold, float[] warm, float[] base) {
        observer.position(gold, warm, base);
    }

    /** The step that took the rows of the last {@link #position}: what else is to be read from them needs no second softmax. */
    public SteeringStep loaded() {
        return observer.loaded();
    }

    /** All that was found; may be called once all rows are in. */
    public CalibrationResult result() {
        return result(observer.meanVector());
    }

    /** The same where the tokens came as sums: then the mean vector did too. */
    public CalibrationResult result(MeanVector meanVector) {
        StrengthObjective objective = new StrengthObjective(masked);
        FittedStrength optimal = fit(objective);
        FittedStrength full = observer.unmasked() == masked ? optimal : fit(new StrengthObjective(observer.unmasked()));
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
                PerTokenSpread.of(objective),
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
        StrengthMinimizer minimizer = new StrengthMinimizer(
                objective,
                settings.maximumDivergence(),
                settings.steering().direction().lowestStrength());
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
        for (Estimator estimator : Estimator.all(
                settings.maximumDivergence(), settings.steering().direction().lowestStrength())) {
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
}
