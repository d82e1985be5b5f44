package dev.steerstream.model.training.evaluation;

import dev.steerstream.core.calibration.SteeringGain;
import java.util.List;

/**
 * One measurement of a run on its calibration rows. All losses but the first are {@code loss_full} of the same tokens, in nats
 * per completion token; the strength is fitted on these rows.
 *
 * @param step steps done
 * @param trainLoss of the last step's batch, dropout included
 * @param warmLoss of the adapter as it stands, without dropout
 * @param baseLoss of the base model
 * @param steeredLoss of the adapter at the strength
 * @param strength signed
 */
public record Evaluation(
        int step, double trainLoss, double warmLoss, double baseLoss, double steeredLoss, double strength) {
    public static Evaluation of(int step, double trainLoss, SteeringGain gain) {
        return new Evaluation(step, trainLoss, gain.warmLoss(), gain.baseLoss(), gain.steeredLoss(), gain.strength());
    }

    /** Warm loss minus steered loss. */
    public double gain() {
        return warmLoss - steeredLoss;
    }

    /**
     * The steered loss by row, for the noise of a difference.
     *
     * @param step of the measurement
     */
    public record SteeredRows(int step, List<SteeringGain.RowLoss> rows) {
        public SteeredRows {
            rows = List.copyOf(rows);
        }
    }
}
