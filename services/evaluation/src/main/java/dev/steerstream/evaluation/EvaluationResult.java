package dev.steerstream.evaluation;

import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.rule.FittedRule;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param rules judged; the first is the one that results call steered
 * @param measures in their fixed order
 */
public record EvaluationResult(List<FittedRule> rules, List<MeasureResult> measures) {
    public EvaluationResult {
        rules = List.copyOf(rules);
        measures = List.copyOf(measures);
        if (rules.isEmpty()) throw new IllegalArgumentException("There is no rule; at least one is judged.");
    }

    /** The first rule. */
    public FittedRule steered() {
        return rules.get(0);
    }

    /** @throws IllegalArgumentException where no row had what the measure needs */
    public MeasureResult measure(String name) {
        return measures.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no measure " + name + " here; there are "
                        + measures.stream().map(MeasureResult::name).toList() + "."));
    }
}
