package dev.steerstream.tracker.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Interval;
import dev.steerstream.tracker.page.Plot.Row;
import dev.steerstream.tracker.steering.SteeringQueries.EvaluationRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each strength does to the measures of an evaluation.
 *
 * @param plots one a measure
 */
public record DoseResponse(EvaluationRow evaluation, List<Plot> plots) {
    private static final String PLOT = "dose-";

    /** The measures that say most, with their units; the evaluation's document has the others too. */
    private static final Map<String, String> TITLES = Map.of(
            "loss_full", "Loss, all tokens, nats/token",
            "loss_full_content", "Loss, content tokens, nats/token",
            "loss_kept", "Loss under the mask, kept tokens, nats/token",
            "token_accuracy", "Greedy token accuracy, share",
            "choice_accuracy_sum", "Right choices, share",
            "truthfulqa_mc_average_confidence_0", "TruthfulQA, mean of MC1 to MC3",
            "divergence_from_warm", "Mean KL to the warm model, nats",
            "generated_answer_accuracy", "Right generated answers, share",
            "generated_repetition", "Repetition in generated answers, share");

    private static final List<String> SHOWN = List.of(
            "loss_full",
            "loss_full_content",
            "loss_kept",
            "token_accuracy",
            "choice_accuracy_sum",
            "truthfulqa_mc_average_confidence_0",
            "divergence_from_warm",
            "generated_answer_accuracy",
            "generated_repetition");

    /** @param document as the evaluation stored it */
    static DoseResponse of(EvaluationRow evaluation, JsonNode document, String address) {
        Report report = new Report(document);
        List<Plot> plots = new ArrayList<>();
        for (String measure : SHOWN) {
            if (report.has("/warm/" + measure)) plots.add(plot(report, measure, address));
        }
        return new DoseResponse(evaluation, plots);
    }

    private static Plot plot(Report report, String measure, String address) {
        // Losses without a mask have the strength that was fitted without one.
        boolean unmasked = measure.startsWith("loss_full");
        boolean fromWarm = measure.equals("divergence_from_warm");
        Double base = report.number("/base/" + measure + "/value");
        Double warm = report.number("/warm/" + measure + "/value");
        List<Curve> curves = new ArrayList<>(List.of(Curve.of("steered", "steered")));
        if (!fromWarm) curves.addAll(List.of(Curve.of("warm", "warm"), Curve.of("base", "base")));
        List<Row> rows = new ArrayList<>();
        for (Report point : report.list("/points")) {
            String at = "/measures/" + measure;
            Double value = point.number(at + "/value");
            Interval interval = Interval.of(point.number(at + "/low"), point.number(at + "/high"));
            Double strength = point.number("/strength");
            if (strength == null) continue;
            rows.add((fromWarm ? Row.of(strength, value) : Row.of(strength, value, warm, base)).within(interval));
        }
        String name = PLOT + measure;
        return Plot.lines(
                        name,
                        TITLES.get(measure),
                        "strength",
                        curves,
                        rows,
                        address + name + ".csv",
                        "The evaluation's dose-response has no strengths.")
                .marked(null, null, report.number(unmasked ? "/calibrated/unmasked" : "/calibrated/in_force"));
    }
}
