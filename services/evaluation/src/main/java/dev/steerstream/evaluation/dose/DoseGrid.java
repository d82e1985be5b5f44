package dev.steerstream.evaluation.dose;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.rule.FittedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The strengths of a scan. Stateless. */
final class DoseGrid {
    private DoseGrid() {}

    /**
     * Evenly spaced from half the larger calibrated strength on the other side of 0 to twice it, with 0 and the calibrated strengths among
     * them; around 0 where nothing was calibrated.
     *
     * @param points how many evenly spaced ones
     */
    static List<Double> strengths(FittedRule rule, int points) {
        double inForce = rule.inForce().strength().value();
        double unmasked = rule.unmasked().strength().value();
        double reach = Math.abs(inForce) > Math.abs(unmasked) ? inForce : unmasked;
        double from = reach == 0 ? -1 : -reach / 2;
        double to = reach == 0 ? 1 : 2 * reach;
        TreeSet<Double> strengths = new TreeSet<>(List.of(0.0, inForce + 0.0, unmasked + 0.0));
        for (int i = 0; i < points; i++) strengths.add(from + (to - from) * i / (points - 1) + 0.0);
        return List.copyOf(strengths);
    }

    /** The rule at each strength, in force and unmasked alike. */
    static List<FittedRule> rules(FittedRule rule, List<Double> strengths) {
        List<FittedRule> rules = new ArrayList<>();
        for (double each : strengths) {
            rules.add(new FittedRule(
                    rule.name() + "=" + each, at(rule.inForce(), each), at(rule.unmasked(), each), List.of()));
        }
        return rules;
    }

    /** The first direction at a strength; several keep the proportion that they were calibrated in. */
    private static Steering at(Steering calibrated, double strength) {
        double first = calibrated.strength().value();
        if (calibrated.terms().size() == 1 || first == 0) return calibrated.withStrength(new Strength(strength));
        List<Term> terms = calibrated.terms().stream()
                .map(term -> new Term(term.direction(), scaled(term, strength / first)))
                .toList();
        return new Steering(calibrated.mode(), terms, calibrated.confidence(), calibrated.penalty());
    }

    /** A temperature has an end. */
    private static double scaled(Term term, double factor) {
        return Math.max(
                term.direction().lowestStrength(), factor * term.strength().value());
    }
}
