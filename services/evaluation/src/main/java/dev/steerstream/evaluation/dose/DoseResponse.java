package dev.steerstream.evaluation.dose;

import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.scoring.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule's measures at many strengths, of the same rows in one pass.
 *
 * @param rule with its calibrated strengths
 * @param points ascending; the calibrated strengths and 0 are among them
 * @param base what each measure says of the base model
 * @param warm what each measure says of the warm model
 * @param of how many rows each measure is, and in which unit
 */
public record DoseResponse(
        FittedRule rule,
        List<Point> points,
        Map<String, Estimate> base,
        Map<String, Estimate> warm,
        Map<String, Counted> of) {
    public DoseResponse {
        points = List.copyOf(points);
    }

    /** Rows that a measure applies to, and the unit of what it says. */
    public record Counted(int n, String unit) {}

    /** What each measure says at a strength. */
    public record Point(double strength, Map<String, Estimate> measures) {}

    /** @return the measures' names, in their order */
    public List<String> measures() {
        return List.copyOf(warm.keySet());
    }

    /**
     * @param scorer judges given answers
     * @param generator decodes answers too
     * @param rows judged
     * @param answered so many of them get answers at every strength
     * @param points evenly spaced strengths, at least 2
     */
    public static DoseResponse scan(
            Evaluation scorer,
            Evaluation generator,
            List<EvaluationRow> rows,
            int answered,
            FittedRule rule,
            int points,
            EvaluationWatch watch) {
        List<Double> strengths = DoseGrid.strengths(rule, points);
        List<FittedRule> rules = DoseGrid.rules(rule, strengths);
        List<MeasureResult> results =
                new ArrayList<>(scorer.run(rows, rules, watch).measures());
        if (answered > 0) {
            EvaluationResult generated = generator.run(rows.subList(0, Math.min(answered, rows.size())), rules, watch);
            generated.measures().stream()
                    .filter(result -> result.name().startsWith("generated"))
                    .forEach(results::add);
        }
        List<Point> found = new ArrayList<>();
        for (int s = 0; s < strengths.size(); s++) {
            found.add(new Point(strengths.get(s), column(results, rules.get(s).name())));
        }
        Map<String, Counted> of = new LinkedHashMap<>();
        for (MeasureResult result : results) of.put(result.name(), new Counted(result.n(), result.unit()));
        return new DoseResponse(rule, found, column(results, Column.BASE), column(results, Column.WARM), of);
    }

    private static Map<String, Estimate> column(List<MeasureResult> results, String name) {
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (MeasureResult result : results)
            estimates.put(result.name(), result.column(name).estimate());
        return estimates;
    }
}
