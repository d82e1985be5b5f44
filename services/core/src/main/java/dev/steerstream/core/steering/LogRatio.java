package dev.steerstream.core.steering;

/**
 * {@code log p_phi(v) - log p_theta(v)}: the gradient before its projection, and the vector of proxy tuning (DExperts). It points from the
 * base to the task, so its strength is usually positive.
 */
public record LogRatio() implements Direction {
    public static final String NAME = "log_ratio";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(int token, TokenContext context) {
        return context.warmLogProbability(token) - context.baseLogProbability(token);
    }
}
