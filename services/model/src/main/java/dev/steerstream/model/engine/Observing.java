package dev.steerstream.model.engine;

import dev.steerstream.core.calibration.MeanVectors;
import dev.steerstream.core.steering.TokenBans;
import java.util.function.IntUnaryOperator;

/**
 * What a scoring pass that sums over the vocabulary is asked for.
 *
 * @param confidence the smallest one at which survivors are wanted, above 0
 * @param bans tokens that decoding never chooses: the survivors reach as far below the best allowed one
 * @param foldOfRow the fold of {@code means} that a row (its index in the list that is scored) belongs to
 * @param means where the sums of the vectors go
 */
public record Observing(double confidence, TokenBans bans, IntUnaryOperator foldOfRow, MeanVectors means) {
    public Observing {
        if (!(confidence > 0 && confidence <= 1)) {
            throw new IllegalArgumentException("Survivors are listed down to the confidence " + confidence
                    + "; it must be above 0 and at most 1. What needs all tokens takes the rows of logits.");
        }
    }
}
