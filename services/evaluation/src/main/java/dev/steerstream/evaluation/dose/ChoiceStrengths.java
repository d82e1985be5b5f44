package dev.steerstream.evaluation.dose;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.measure.choice.ChoiceMeasures;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The estimator {@code choice}: instead of the strength whose loss is least, the one at which the calibration rows' choices are judged best, by
 * a scan of twice the loss's optimum to both sides; of equals the one nearest to 0. Choices are scored without a mask. Stateless.
 */
public final class ChoiceStrengths {
    /** What a fit is named by. */
    public static final String NAME = "choice";

    private static final int POINTS_PER_SIDE = 10;

    private ChoiceStrengths() {}

    /**
     * @param rules fitted by the loss on the same rows; one without a strength stays as it is
     * @param rows with choices; those without any are left out
     * @param bootstrap of the strengths' intervals, over prompt groups
     * @return the rules with their strengths of this estimator, in force and without a mask alike; several directions keep their proportion
     * @throws IllegalArgumentException where no row has choices
     */
    public static List<FittedRule> fit(
            Evaluation evaluation,
            List<EvaluationRow> rows,
            List<FittedRule> rules,
            GroupBootstrap bootstrap,
            EvaluationWatch watch) {
        List<EvaluationRow> offered =
                rows.stream().filter(row -> !row.choices().isEmpty()).toList();
        if (offered.isEmpty()) {
            throw new IllegalArgumentException("The estimator is " + NAME + ", but none of the " + rows.size()
                    + " calibration rows has choices: calibrate on rows with choices, or use the estimator optimal.");
        }
        List<FittedRule> scanned = new ArrayList<>();
        for (FittedRule rule : rules) {
            if (!rule.fits().isEmpty()) scanned.addAll(DoseGrid.rules(rule, strengths(rule)));
        }
        if (scanned.isEmpty()) return rules;
        List<EvaluatedRow> evaluated = evaluation.evaluate(offered, scanned, List.of(), watch);
        double[][] amounts = amounts(offered, evaluated, scanned.size());
        List<FittedRule> fitted = new ArrayList<>();
        int first = 0;
        for (FittedRule rule : rules) {
            if (rule.fits().isEmpty()) {
                fitted.add(rule);
                continue;
            }
            List<Double> strengths = strengths(rule);
            int from = first;
            int best = best(amounts, from, strengths.size(), null);
            Interval interval = bootstrap.interval(
                    amounts[0].length, drawn -> strengths.get(best(amounts, from, strengths.size(), drawn)));
            fitted.add(fitted(rule, scanned.get(from + best), strengths.get(best), interval, offered.size()));
            first += strengths.size();
        }
        return fitted;
    }

    /** From 0 outwards, so that the first of equals is the nearest. */
    private static List<Double> strengths(FittedRule rule) {
        double reach = 2 * Math.abs(rule.unmasked().strength().value());
        List<Double> strengths = new ArrayList<>(List.of(0.0));
        for (int away = 1; reach > 0 && away <= POINTS_PER_SIDE; away++) {
            strengths.add(-reach * away / POINTS_PER_SIDE);
            strengths.add(reach * away / POINTS_PER_SIDE);
        }
        return strengths;
    }

    /** {@code [scanned][prompt groups]} of the measure that the rows are chosen by. */
    private static double[][] amounts(List<EvaluationRow> rows, List<EvaluatedRow> evaluated, int scanned) {
        Map<String, Integer> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.putIfAbsent(row.group(), groups.size()));
        double[][] amounts = new double[scanned][groups.size()];
        for (int r = 0; r < rows.size(); r++) {
            JudgedRow judged = new JudgedRow(rows.get(r), evaluated.get(r).scores(), List.of());
            Measure measure = ChoiceMeasures.deciding(judged);
            for (int s = 0; s < scanned; s++) {
                amounts[s][groups.get(rows.get(r).group())] += measure.amount(judged, 2 + s); // after base and warm
            }
        }
        return amounts;
    }

    private static int best(double[][] amounts, int first, int points, int[] drawn) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int point = 0; point < points; point++) {
            double sum = 0;
            for (int g = 0; g < amounts[first + point].length; g++) {
                sum += (drawn == null ? 1 : drawn[g]) * amounts[first + point][g];
            }
            if (sum > highest) {
                best = point;
                highest = sum;
            }
        }
        return best;
    }

    private static FittedRule fitted(FittedRule byLoss, FittedRule best, double strength, Interval interval, int rows) {
        StrengthFit any = byLoss.fits().get(0);
        return new FittedRule(
                byLoss.name(),
                best.inForce(),
                best.unmasked(),
                List.of(new StrengthFit(
                        NAME,
                        strength,
                        interval.low(),
                        interval.high(),
                        false,
                        any.sufficiency(),
                        rows,
                        any.tokens())));
    }
}
