package dev.steerstream.model.engine;

import dev.steerstream.core.steering.TokenBans;
import java.util.function.IntUnaryOperator;

/**
 * What a scoring pass that sums over the vocabulary is asked for.
 *
 * @param confidence the smallest one at which survivors are wanted, above 0
 * @param bans tokens that decoding never chooses: the survivors reach as far below the best allowed one
 * @param folds into how many parts of the rows the vectors are summed apart, 1 or more
 * @param foldOfRow the fold of a row, by its index in the list that is scored
 * @param sums where the vectors' sums go, a forward at a time
 */
public record Observing(double confidence, TokenBans bans, int folds, IntUnaryOperator foldOfRow, VectorSums sums) {
    public Observing {
        if (!(confidence > 0 && confidence <= 1)) {
            throw new IllegalArgumentException("Survivors are listed down to the confidence " + confidence
                    + "; it must be above 0 and at most 1. What needs all tokens takes the rows of logits.");
        }
        if (folds < 1) {
            throw new IllegalArgumentException("The number of folds is " + folds + "; it must be at least 1.");
        }
    }
}
