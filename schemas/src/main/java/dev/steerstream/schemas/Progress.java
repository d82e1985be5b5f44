package dev.steerstream.schemas;

/**
 * How far a long piece of work is; the CLI's bar, the page and the API show these same numbers.
 *
 * @param phase {@code loading}, {@code reading}, {@code training}, {@code calibrating} or {@code judging}
 * @param done steps or rows done
 * @param total steps or rows in all
 * @param rate tokens per second, or null before the first measurement
 * @param remainingSeconds estimate, or null before the first measurement
 * @param loss mean loss per completion token of the last step, training only
 * @param learningRate of the last step, training only
 * @param gradientNorm of the last step before clipping, training only
 * @param attempt 1 for the first worker that ran the job
 * @param fence of the lease under which it was measured
 * @param evaluation the newest measurement on calibration rows, training only; null before the first
 */
public record Progress(
        String phase,
        long done,
        long total,
        Double rate,
        Double remainingSeconds,
        Double loss,
        Double learningRate,
        Double gradientNorm,
        int attempt,
        long fence,
        Evaluation evaluation) {

    /**
     * What a measurement found, in nats per completion token: {@code loss_full}, over all tokens without a mask.
     *
     * @param step steps done when it was made
     * @param rows calibration rows that were measured
     * @param trainLoss of that step's batch; null where a resumed run measures before its first step
     * @param warmLoss of the adapter as it stood
     * @param baseLoss of the base model
     * @param steeredLoss of the adapter at the strength
     * @param strength signed, the best on these rows
     * @param gain warm loss minus steered loss
     * @param bestStep of the smallest warm loss so far
     * @param stop why the run ends with this measurement, or null
     */
    public record Evaluation(
            long step,
            int rows,
            Double trainLoss,
            double warmLoss,
            double baseLoss,
            double steeredLoss,
            double strength,
            double gain,
            long bestStep,
            String stop) {}
}
