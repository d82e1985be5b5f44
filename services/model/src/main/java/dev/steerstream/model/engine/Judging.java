package dev.steerstream.model.engine;

import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.List;

/**
 * What judging is asked for.
 *
 * @param columns steerings without a mask, beside base and warm
 * @param confidence the smallest one at which survivors are wanted; 0: none are
 * @param bans tokens that decoding never chooses: survivors are relative to the best allowed one. Columns know no bans
 */
public record Judging(List<Steering> columns, double confidence, TokenBans bans) {
    public Judging {
        columns = List.copyOf(columns);
        for (Steering column : columns) {
            if (column.mode() != Mode.STEERED || column.confidence() != 0) {
                throw new IllegalArgumentException(
                        "A column is of mode " + column.mode() + " and confidence " + column.confidence()
                                + "; it must be steered and without a mask, since base and warm are there.");
            }
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(
                    "Survivors are asked for at the confidence " + confidence + "; it must be 0..1.");
        }
    }
}
