package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;

/**
 * {@code -log p_theta(v)}: contrastive decoding (Li et al., ACL 2023) with the warm model as expert and the base as amateur. Its score
 * {@code log p_phi - log p_theta} on the plausible tokens is the warm logits moved along this vector with strength 1.
 */
public record Contrast() implements Direction {
    public static final String NAME = "contrast";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(int token, TokenContext context) {
        return -context.baseLogProbability(token);
    }
}
