package dev.steerstream.core.evaluation;

/**
 * A judgement on held-out rows.
 *
 * @param helps whether the whole interval of the gain of the steering in force ({@code loss_kept}) lies above 0
 */
public record HeldOutResult(
        int rows,
        int groups,
        int tokens,
        FullLoss lossFull,
        KeptLoss lossKept,
        TokenAccuracy tokenAccuracy,
        boolean helps) {}
