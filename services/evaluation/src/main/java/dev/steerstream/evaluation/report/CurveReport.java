package dev.steerstream.evaluation.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.evaluation.curve.ComputeCurve;
import dev.steerstream.evaluation.curve.CurvePoint;
import dev.steerstream.evaluation.curve.StepsSaved;
import dev.steerstream.evaluation.measure.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A compute curve as JSON, CSV, a table and plots. Stateless. */
public final class CurveReport {
    private CurveReport() {}

    public static ObjectNode json(ComputeCurve curve) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        curve.inputs().forEach(json.putObject("inputs")::put);
        ArrayNode points = json.putArray("points");
        for (CurvePoint point : curve.points()) {
            ObjectNode at = points.addObject()
                    .put("steps", point.steps())
                    .put("adapter", point.adapterDigest())
                    .put("calibration_tokens", point.calibrationTokens())
                    .put("calibration_seconds", point.calibrationSeconds())
                    .put("tokens_per_step", point.tokensPerStep());
            point.strengths().forEach(at.putObject("strengths")::put);
            point.secondsPerAnswer().forEach(at.putObject("seconds_per_answer")::put);
            ObjectNode measures = at.putObject("measures");
            point.measures().forEach((name, columns) -> {
                ObjectNode measure = measures.putObject(name).put("n", point.n().get(name));
                columns.forEach((column, estimate) -> measure.set(column, ResultJson.of(estimate)));
            });
        }
        ArrayNode saved = json.putArray("steps_saved");
        for (StepsSaved each : curve.saved()) {
            saved.addObject()
                    .put("rule", each.rule())
                    .put("measure", each.measure())
                    .put("steps", each.steps())
                    .put("equals_warm_at", each.equivalentSteps())
                    .put("at_least", each.atLeast())
                    .put("factor", each.factor())
                    .put("calibration_steps", each.calibrationSteps())
                    .put("factor_after_calibration", each.factorAfterCalibration());
        }
        return json;
    }

    /** One line a point, measure and column. */
    public static String csv(ComputeCurve curve) {
        StringBuilder csv = new StringBuilder("steps,measure,column,value,low,high\n");
        for (CurvePoint point : curve.points()) {
            point.measures()
                    .forEach((measure, columns) -> columns.forEach((column, estimate) -> csv.append(point.steps())
                            .append(',')
                            .append(measure)
                            .append(',')
                            .append(column)
                            .append(',')
                            .append(estimate.value())
                            .append(',')
                            .append(finite(estimate.low()))
                            .append(',')
                            .append(finite(estimate.high()))
                            .append('\n')));
        }
        return csv.toString();
    }

    public static String table(ComputeCurve curve) {
        StringBuilder table = new StringBuilder();
        for (CurvePoint point : curve.points()) {
            table.append(String.format(Locale.ROOT, "%5d steps  loss_full", point.steps()));
            for (String column : curve.columns()) {
                Estimate loss = point.measures().get("loss_full").get(column);
                table.append(String.format(Locale.ROOT, "  %s %.4f", column, loss.value()));
            }
            for (Map.Entry<String, Double> cost : point.secondsPerAnswer().entrySet()) {
                table.append(String.format(Locale.ROOT, "  %s %.3f s/answer", cost.getKey(), cost.getValue()));
            }
            table.append('\n');
        }
        for (StepsSaved each : curve.saved()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-18s %-12s steered at %d steps equals warm at %s%.0f: k = %s%.2f, %.2f with calibration counted (%.1f steps)%n",
                    each.measure(),
                    each.rule(),
                    each.steps(),
                    each.atLeast() ? "more than " : "",
                    each.equivalentSteps(),
                    each.atLeast() ? "> " : "",
                    each.factor(),
                    each.factorAfterCalibration(),
                    each.calibrationSteps()));
        }
        return table.toString();
    }

    /** One measure against the steps, a line a column. */
    public static Plot plot(ComputeCurve curve, String measure) {
        List<Double> steps =
                curve.points().stream().map(point -> (double) point.steps()).toList();
        Plots plots = new Plots(measure, "warm-start steps", measure);
        for (String column : curve.columns()) {
            if (column.equals("base")) {
                double base = curve.points()
                        .get(0)
                        .measures()
                        .get(measure)
                        .get(column)
                        .value();
                plots.level(column, steps.get(0), steps.get(steps.size() - 1), base);
            } else {
                plots.line(
                        column,
                        steps,
                        curve.points().stream()
                                .map(point -> point.measures().get(measure).get(column))
                                .toList());
            }
        }
        return plots.done();
    }

    private static String finite(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
