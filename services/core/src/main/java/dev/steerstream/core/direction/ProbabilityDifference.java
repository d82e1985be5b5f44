package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;

/**
 * {@code p_phi(v) - p_theta(v)}: how fine-tuning moved the output distribution, which task-aware decoding (TaD; Xu et al., IJCAI 2024) aligns
 * the answer's distribution with. Bounded by 1, so it needs larger strengths than {@code log_ratio}.
 */
public record ProbabilityDifference() implements Direction {
    public static final String NAME = "probability_difference";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(int token, TokenContext context) {
        return context.warmProbability(token) - Math.exp(context.baseLogProbability(token));
    }
}
