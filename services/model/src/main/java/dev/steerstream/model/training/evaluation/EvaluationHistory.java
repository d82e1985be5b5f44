package dev.steerstream.model.training.evaluation;

import dev.steerstream.core.calibration.SteeringGain;
import dev.steerstream.core.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a run's measurements have said so far: enough to decide which adapter is the best and whether to go on. Immutable.
 *
 * @param evaluations the newest {@value #MOST_KEPT}, oldest first
 * @param best of the smallest warm loss, the first of equals; null before the first measurement
 * @param sinceBest measurements since then
 * @param steered rows of the newest measurement whose steered loss fell by more than its noise; null before the first
 * @param sinceSteered measurements since then
 */
public record EvaluationHistory(
        List<Evaluation> evaluations,
        Evaluation best,
        int sinceBest,
        Evaluation.SteeredRows steered,
        int sinceSteered) {
    public static final EvaluationHistory EMPTY = new EvaluationHistory(List.of(), null, 0, null, 0);

    /** Older ones are forgotten, so that a checkpoint stays small whatever the run's length. */
    private static final int MOST_KEPT = 1000;

    public EvaluationHistory {
        evaluations = List.copyOf(evaluations);
    }

    /** The history with one more measurement. */
    public EvaluationHistory plus(int step, double trainLoss, SteeringGain gain) {
        Evaluation evaluation = Evaluation.of(step, trainLoss, gain);
        List<Evaluation> all = new ArrayList<>(evaluations);
        all.add(evaluation);
        boolean newBest = best == null || evaluation.warmLoss() < best.warmLoss();
        boolean fell = steered == null || fell(steered.rows(), gain.rows());
        return new EvaluationHistory(
                all.subList(Math.max(0, all.size() - MOST_KEPT), all.size()),
                newBest ? evaluation : best,
                newBest ? 0 : sinceBest + 1,
                fell ? new Evaluation.SteeredRows(step, gain.rows()) : steered,
                fell ? 0 : sinceSteered + 1);
    }

    /** By more than one standard error of the difference over the same rows. */
    private static boolean fell(List<SteeringGain.RowLoss> before, List<SteeringGain.RowLoss> now) {
        PairedDifference difference = PairedDifference.of(
                now.stream().map(SteeringGain.RowLoss::tokens).toList(),
                before.stream().map(SteeringGain.RowLoss::loss).toList(),
                now.stream().map(SteeringGain.RowLoss::loss).toList());
        return difference.mean() > 0 && difference.mean() > difference.standardError();
    }

    /** The newest measurement. */
    public Optional<Evaluation> last() {
        return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.get(evaluations.size() - 1));
    }

    /** Whether the best adapter is another than the one measured last. */
    public boolean bestIsEarlier() {
        return sinceBest > 0;
    }

    /** Whether the run ends here, and why. */
    public Optional<StopReason> stop(EvaluationSettings settings) {
        if (settings.patience() > 0 && sinceBest >= settings.patience()) return Optional.of(StopReason.EARLY_STOP);
        if (settings.steeringPatience() > 0 && sinceSteered >= settings.steeringPatience()) {
            return Optional.of(StopReason.STEERING_TAKES_OVER);
        }
        return Optional.empty();
    }
}
