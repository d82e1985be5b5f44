package dev.steerstream.evaluation.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.dose.DoseResponse.Point;
import dev.steerstream.evaluation.measure.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A dose-response as JSON, CSV and plots. Stateless. */
public final class DoseReport {
    private static final List<String> SHOWN = List.of(
            "loss_full",
            "loss_full_content",
            "token_accuracy",
            "choice_accuracy_sum",
            "truthfulqa_mc_average_confidence_0",
            "divergence_from_warm",
            "generated_answer_accuracy",
            "generated_repetition");

    private DoseReport() {}

    public static ObjectNode json(DoseResponse dose, Provenance provenance) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("rule", dose.rule().name());
        json.putObject("calibrated")
                .put("in_force", dose.rule().inForce().strength().value())
                .put("unmasked", dose.rule().unmasked().strength().value());
        ResultJson.provenance(json, provenance);
        ObjectNode counted = json.putObject("measures");
        dose.of()
                .forEach((measure, of) ->
                        counted.putObject(measure).put("n", of.n()).put("unit", of.unit()));
        json.set("base", estimates(dose.base()));
        json.set("warm", estimates(dose.warm()));
        ArrayNode points = json.putArray("points");
        for (Point point : dose.points()) {
            points.addObject()
                    .put("strength", point.strength())
                    .put("calibrated", calibrated(dose, point.strength()))
                    .set("measures", estimates(point.measures()));
        }
        return json;
    }

    /** One line a strength and measure. */
    public static String csv(DoseResponse dose) {
        StringBuilder csv = new StringBuilder("rule,strength,calibrated,measure,value,low,high,n,unit\n");
        for (Point point : dose.points()) {
            point.measures()
                    .forEach((measure, estimate) -> csv.append(String.format(
                            Locale.ROOT,
                            "%s,%s,%s,%s,%s,%s,%s,%d,%s%n",
                            quoted(dose.rule().name()),
                            point.strength(),
                            calibrated(dose, point.strength()),
                            measure,
                            estimate.value(),
                            finite(estimate.low()),
                            finite(estimate.high()),
                            dose.of().get(measure).n(),
                            dose.of().get(measure).unit())));
        }
        return csv.toString().replace(System.lineSeparator(), "\n");
    }

    /** The plots of the measures that say most, for a page. */
    public static List<Figure> figures(DoseResponse dose) {
        String rule = dose.rule().name();
        return SHOWN.stream()
                .filter(dose.measures()::contains)
                .map(measure -> new Figure(
                        measure + ", " + dose.of().get(measure).unit() + ", against the " + strength(dose) + ", on "
                                + dose.of().get(measure).n()
                                + " rows with 95% intervals; the calibrated strength is marked",
                        plot(dose, measure).svg(rule + "-" + measure)))
                .toList();
    }

    /** One measure against the strength, with base and warm as levels and the calibrated strength marked. */
    public static Plot plot(DoseResponse dose, String measure) {
        List<Double> strengths = dose.points().stream().map(Point::strength).toList();
        Function<Point, Estimate> value = point -> point.measures().get(measure);
        double from = strengths.get(0);
        double to = strengths.get(strengths.size() - 1);
        // Losses without a mask have the strength that was fitted without one.
        boolean unmasked = measure.startsWith("loss_full");
        double calibrated = (unmasked ? dose.rule().unmasked() : dose.rule().inForce())
                .strength()
                .value();
        Plots plots = new Plots(
                        measure + ", " + dose.of().get(measure).n() + " rows, 95% intervals",
                        strength(dose),
                        measure + ", " + dose.of().get(measure).unit())
                .line("steered", strengths, dose.points().stream().map(value).toList())
                .level("warm", from, to, dose.warm().get(measure).value());
        if (!measure.equals("divergence_from_warm")) {
            plots.level("base", from, to, dose.base().get(measure).value());
        }
        dose.points().stream()
                .filter(point -> point.strength() == calibrated)
                .findFirst()
                .ifPresent(point ->
                        plots.mark("calibrated", calibrated, value.apply(point).value()));
        return plots.done();
    }

    /** What the scan moves: of several directions the first, and the others in the proportion that they were calibrated in. */
    private static String strength(DoseResponse dose) {
        List<Term> terms = dose.rule().inForce().terms();
        String first = "strength of " + terms.get(0).direction().name();
        return terms.size() == 1 ? first : first + ", the other directions in proportion";
    }

    /** A rule of places of the answer has commas in its name. */
    private static String quoted(String name) {
        return name.contains(",") ? '"' + name + '"' : name;
    }

    private static String calibrated(DoseResponse dose, double strength) {
        boolean inForce = strength == dose.rule().inForce().strength().value();
        boolean unmasked = strength == dose.rule().unmasked().strength().value();
        return inForce && unmasked ? "both" : inForce ? "in_force" : unmasked ? "unmasked" : "";
    }

    private static ObjectNode estimates(Map<String, Estimate> measures) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        measures.forEach((name, estimate) -> json.set(name, ResultJson.of(estimate)));
        return json;
    }

    private static String finite(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
