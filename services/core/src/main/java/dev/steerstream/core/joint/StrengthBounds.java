package dev.steerstream.core.joint;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.estimator.StrengthMinimizer;
import java.util.Arrays;
import java.util.List;

/**
 * Where the strengths of some directions may lie. The arrays are the holder's: read, never changed.
 *
 * @param low of each
 * @param high of each
 * @param divergence the most that mean KL(warm || steered) may be, in nats per kept token
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StrengthBounds(double[] low, double[] high, double divergence) {
    public StrengthBounds {
        if (!(divergence > 0)) {
            throw new IllegalArgumentException(
                    "The maximum of mean KL(warm || steered) is " + divergence + "; it must be above 0 nats.");
        }
    }

    /** Each direction's own bound, and no |strength| beyond what float32 logits have a meaning for. */
    public static StrengthBounds of(List<String> directions, double divergence) {
        double[] low = new double[directions.size()];
        double[] high = new double[low.length];
        Arrays.setAll(low, k -> Math.max(Directions.lowestStrength(directions.get(k)), -StrengthMinimizer.LARGEST));
        Arrays.fill(high, StrengthMinimizer.LARGEST);
        return new StrengthBounds(low, high, divergence);
    }

    boolean reached(double[] strengths) {
        for (int k = 0; k < strengths.length; k++) {
            if (strengths[k] <= low[k] || strengths[k] >= high[k]) {
                return true;
            }
        }
        return false;
    }
}
