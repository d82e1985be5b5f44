package dev.steerstream.core.observation;

import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.RowsSummary;

/**
 * One answer token as a scoring pass sees it: what the reference token's probability is, and sums and survivors of both models' rows
 * instead of the rows. From {@link #rows} every rule under a mask is computed exactly; {@link #delta} and {@link #logRatio} are what
 * the loss without a mask needs. Immutable.
 *
 * @param gold the reference token
 * @param baseLogProbability {@code log p_theta(gold)} over the whole vocabulary
 * @param warmLogProbability {@code log p_phi(gold)} over the whole vocabulary
 * @param baseRight whether it is the base model's best token; among equals the lowest id is
 * @param warmRight whether it is the warm model's
 * @param rows the survivors of the smallest confidence that was asked for, and sums over the vocabulary
 * @param delta {@link Delta} over the whole vocabulary, no mask, no bans
 * @param logRatio {@link LogRatio} likewise
 */
public record AnswerToken(
        int gold,
        double baseLogProbability,
        double warmLogProbability,
        boolean baseRight,
        boolean warmRight,
        RowsSummary rows,
        TokenSummary delta,
        TokenSummary logRatio) {
    /** Whether a token's sums know a direction. */
    public static boolean knows(Direction direction) {
        return direction instanceof Delta || direction instanceof LogRatio;
    }

    /** One direction over the whole vocabulary. */
    public TokenSummary unmasked(Direction direction) {
        if (!knows(direction)) {
            throw new IllegalArgumentException("An answer token's sums know the directions " + Delta.NAME + " and "
                    + LogRatio.NAME + "; " + direction.name() + " is computed from rows of logits.");
        }
        return direction instanceof Delta ? delta : logRatio;
    }
}
