package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a calibration found, as plots.
 *
 * @param loss and mean KL against strength, with the optimum and its interval
 * @param estimators side by side
 * @param response of a task's choices to the strength
 * @param heldOut by position
 * @param tokens their own strengths, a direction each; the configured one first
 */
public record SteeringPlots(
        Plot loss, Plot estimators, Plot response, HeldOutPlots heldOut, List<TokenStrengths> tokens) {

    static String address(String task, long version) {
        return "/v1/tracker/steering/" + task + "/" + version + "/";
    }

    static SteeringPlots of(String task, long version, Report report) {
        String address = address(task, version);
        return new SteeringPlots(
                loss(report, address + "loss.csv"),
                estimators(report, address + "estimators.csv"),
                response(report, address + "response.csv"),
                HeldOutPlots.of(report, address),
                TokenStrengths.of(report, address));
    }

    private static Plot loss(Report report, String address) {
        List<Row> rows = report.list("/curve").stream()
                .filter(point -> point.number("/strength") != null)
                .sorted(Comparator.comparing((Report point) -> point.number("/strength")))
                .map(point -> Row.of(point.number("/strength"), point.number("/loss"), point.number("/kl")))
                .toList();
        return Plot.lines(
                        "loss",
                        "Loss on calibration rows against strength",
                        "strength",
                        List.of(Curve.of("loss, nats/token", "steered"), Curve.second("mean KL, nats", "second")),
                        rows,
                        address,
                        "This profile's report holds no curve.")
                .marked(
                        report.number("/optimal/low"),
                        report.number("/optimal/high"),
                        report.number("/optimal/strength"))
                .noted(
                        "Dashed: the optimum. Shaded: its 95% interval. The right scale is the mean KL to the warm model.");
    }

    private static Plot estimators(Report report, String address) {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (Report estimator : report.list("/estimators")) {
            number++;
            rows.add(Row.of(number, estimator.number("/gain")).labelled(estimator.text("/name")));
        }
        return Plot.bars(
                        "estimators",
                        "Gain of each estimator, nats/token",
                        "estimator",
                        Curve.of("gain, nats/token", "steered"),
                        rows,
                        address,
                        "This profile's report holds no estimators.")
                .withNames();
    }

    private static Plot response(Report report, String address) {
        List<Row> rows = report.list("/selection/choices/curve").stream()
                .filter(point -> point.number("/strength") != null)
                .sorted(Comparator.comparing((Report point) -> point.number("/strength")))
                .map(point -> Row.of(point.number("/strength"), point.number("/value")))
                .toList();
        String measure = report.text("/selection/choices/measure");
        return Plot.lines(
                        "response",
                        "Dose-response" + (measure == null ? "" : ": " + measure.replace('_', ' '))
                                + " against strength",
                        "strength",
                        List.of(Curve.of(measure == null ? "value" : measure.replace('_', ' '), "other")),
                        rows,
                        address,
                        "Calibration measured no response to the strength.")
                .marked(
                        report.number("/selection/choices/strength_low"),
                        report.number("/selection/choices/strength_high"),
                        report.number("/selection/choices/strength"));
    }

    /** Those whose CSV is their table. */
    List<Plot> all() {
        List<Plot> all = new ArrayList<>(List.of(loss, response));
        all.addAll(heldOut.all());
        return all;
    }
}
