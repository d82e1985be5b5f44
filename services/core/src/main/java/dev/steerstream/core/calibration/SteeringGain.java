package dev.steerstream.core.calibration;

import java.util.List;

/**
 * What steering adds to a warm model on some rows: three losses of one kind ({@code loss_full}: no mask, all tokens) in nats
 * per answer token, and the strength that makes the third smallest. The strength is fitted on these same rows, so the gain is
 * never negative: it follows a run, it doesn't judge a task.
 *
 * @param tokens answer tokens of all rows
 * @param baseLoss of the base model
 * @param warmLoss at strength 0
 * @param steeredLoss at the strength
 * @param strength signed; the estimator {@code optimal} of these rows
 * @param bounded whether the mean KL(warm || steered) stopped it
 * @param lossErrorBound what lumping may have changed the steered loss by, at most
 * @param rows each row's steered loss, in the rows' order
 */
public record SteeringGain(
        int tokens,
        double baseLoss,
        double warmLoss,
        double steeredLoss,
        double strength,
        boolean bounded,
        double lossErrorBound,
        List<RowLoss> rows) {
    public SteeringGain {
        rows = List.copyOf(rows);
    }

    /** Warm loss minus steered loss. */
    public double gain() {
        return warmLoss - steeredLoss;
    }

    /**
     * One row's loss.
     *
     * @param tokens its answer tokens
     * @param loss their sum, in nats
     */
    public record RowLoss(long tokens, double loss) {}
}
