package dev.steerstream.core.steering;

import dev.steerstream.core.distribution.Distribution;

/**
 * {@code log p_phi(v) - log p_theta(v)}: the gradient before its projection, and the vector of proxy tuning (DExperts). It points from the
 * base to the task, so its strength is usually positive.
 */
public record LogRatio() implements Direction {
    public static final String NAME = "log_ratio";

    @Override
    public void write(Distribution warm, Distribution base, double[] vector) {
        for (int v = 0; v < vector.length; v++) {
            vector[v] = warm.logProbability(v) - base.logProbability(v);
        }
    }
}
