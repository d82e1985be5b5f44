package dev.steerstream.evaluation.rule;

import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.RuleChoice;
import java.util.List;
import java.util.Optional;

/**
 * What calibration rows say.
 *
 * @param rules with their strengths, in the order in which they were asked for
 * @param choice of the rules by cross-validation, the first being the default; its candidates have the rules' order
 * @param confidences of the mask, judged for the first rule by cross-validated token accuracy; empty where they cannot be
 */
public record Calibrated(List<FittedRule> rules, RuleChoice choice, Optional<ConfidenceChoice> confidences) {
    public Calibrated {
        rules = List.copyOf(rules);
    }

    /** The rule that cross-validation chooses. */
    public FittedRule chosen() {
        return rules.get(choice.candidates().indexOf(choice.chosen()));
    }
}
