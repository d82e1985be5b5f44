package dev.steerstream.core.selection;

import java.util.List;

/**
 * Every candidate, and which one was chosen.
 *
 * @param warmLoss of the warm model under the same mask, nats per kept token
 * @param candidates the default first
 * @param chosen one of them
 * @param reason a sentence
 */
public record RuleChoice(double warmLoss, List<RuleResult> candidates, RuleResult chosen, String reason) {
    public RuleChoice {
        candidates = List.copyOf(candidates);
    }

    /** What is in force unless another is better. */
    public RuleResult byDefault() {
        return candidates.get(0);
    }
}
