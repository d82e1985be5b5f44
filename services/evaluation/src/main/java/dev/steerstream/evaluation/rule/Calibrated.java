package dev.steerstream.evaluation.rule;

import dev.steerstream.core.calibration.Sufficiency;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.RuleChoice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What calibration rows say.
 *
 * @param rules with their strengths, in the order in which they were asked for
 * @param choice of the rules by cross-validation, the first being the default; its candidates have the rules' order
 * @param confidences of the mask, judged for the first rule by cross-validated token accuracy; empty where they cannot be
 * @param sufficiency of the rows; where they are too few all strengths are 0 and nothing is chosen
 */
public record Calibrated(
        List<FittedRule> rules, RuleChoice choice, Optional<ConfidenceChoice> confidences, Sufficiency sufficiency) {
    public Calibrated {
        rules = List.copyOf(rules);
    }

    /** The rule that cross-validation chooses; the first where there is too little to choose by. */
    public FittedRule chosen() {
        return sufficient() ? rules.get(choice.candidates().indexOf(choice.chosen())) : rules.get(0);
    }

    /** Why, a sentence. */
    public String reason() {
        return sufficient()
                ? choice.reason()
                : "The calibration rows are not enough to choose by ("
                        + sufficiency.name().toLowerCase(Locale.ROOT) + "), and every strength is 0.";
    }

    private boolean sufficient() {
        return sufficiency == Sufficiency.SUFFICIENT;
    }
}
