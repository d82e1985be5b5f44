package dev.steerstream.tracker.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Row;
import dev.steerstream.tracker.topology.ProgressCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How a warm start went, as plots. Steps come from its progress events, which the tracker remembers for a week; measurements on calibration rows from
 * the adapter's manifest, which stays, and from the events until it is there.
 *
 * @param losses train and calibration
 * @param gain of steering, and the strength that it was measured at
 * @param rates learning rate and gradient norm
 * @param speed tokens a second
 */
public record JobPlots(Plot losses, Plot gain, Plot rates, Plot speed) {
    private static final String NO_STEPS =
            "No step is known: progress comes with the first seconds of training and is remembered for a week.";
    private static final String NO_MEASUREMENTS =
            "Nothing was measured: the first measurement on calibration rows comes with the step that the setting “evaluation, every steps” names.";

    /** One measurement on calibration rows. */
    private record Measured(long step, Double warm, Double base, Double steered, Double strength, Double gain) {}

    /** @param manifest of the adapter, or null */
    static JobPlots of(String adaptation, ProgressCurve curve, JsonNode manifest) {
        List<Measured> measured = measured(curve, manifest);
        String address = "/v1/tracker/jobs/" + adaptation + "/";
        return new JobPlots(
                losses(curve, measured, address),
                gain(measured, address),
                Plot.lines(
                        "rates",
                        "Learning rate and gradient norm",
                        "step",
                        List.of(Curve.of("learning rate", "other"), Curve.second("gradient norm", "second")),
                        curve.points().stream()
                                .map(point -> Row.of(point.step(), point.learningRate(), point.gradientNorm()))
                                .toList(),
                        address + "rates.csv",
                        NO_STEPS),
                Plot.lines(
                        "speed",
                        "Speed, tokens/s",
                        "step",
                        List.of(Curve.of("tokens/s", "other")),
                        curve.points().stream()
                                .map(point -> Row.of(point.step(), point.rate()))
                                .toList(),
                        address + "speed.csv",
                        NO_STEPS));
    }

    private static Plot losses(ProgressCurve curve, List<Measured> measured, String address) {
        TreeMap<Long, Double[]> rows = new TreeMap<>();
        curve.points().forEach(point -> rows.computeIfAbsent(point.step(), step -> new Double[4])[0] = point.loss());
        measured.forEach(one -> {
            Double[] row = rows.computeIfAbsent(one.step(), step -> new Double[4]);
            row[1] = one.base();
            row[2] = one.warm();
            row[3] = one.steered();
        });
        List<Row> table = new ArrayList<>();
        rows.forEach((step, values) -> table.add(Row.of(step, values)));
        return Plot.lines(
                "losses",
                "Loss, nats/token",
                "step",
                List.of(
                        Curve.of("train", "other"),
                        Curve.of("calibration, base", "base"),
                        Curve.of("calibration, warm", "warm"),
                        Curve.of("calibration, steered", "steered")),
                table,
                address + "losses.csv",
                NO_STEPS);
    }

    private static Plot gain(List<Measured> measured, String address) {
        return Plot.lines(
                        "gain",
                        "Gain of steering on calibration rows, nats/token, and its strength",
                        "step",
                        List.of(Curve.of("gain, nats/token", "steered"), Curve.second("strength", "second")),
                        measured.stream()
                                .map(one -> Row.of(one.step(), one.gain(), one.strength()))
                                .toList(),
                        address + "gain.csv",
                        NO_MEASUREMENTS)
                .noted(
                        "Warm loss minus steered loss on the same rows. Above 0 steering helps the adapter as it stands.");
    }

    private static List<Measured> measured(ProgressCurve curve, JsonNode manifest) {
        JsonNode stored = manifest == null ? null : manifest.path("evaluations");
        List<Measured> measured = new ArrayList<>();
        if (stored != null && stored.isArray() && !stored.isEmpty()) {
            stored.forEach(one -> {
                Double warm = number(one, "warm_loss");
                Double steered = number(one, "steered_loss");
                measured.add(new Measured(
                        one.path("step").asLong(),
                        warm,
                        number(one, "base_loss"),
                        steered,
                        number(one, "strength"),
                        warm == null || steered == null ? null : (Double) (warm - steered)));
            });
            return measured;
        }
        curve.measurements()
                .forEach(one -> measured.add(new Measured(
                        one.step(), one.warmLoss(), one.baseLoss(), one.steeredLoss(), one.strength(), one.gain())));
        return measured;
    }

    private static Double number(JsonNode node, String member) {
        JsonNode found = node.path(member);
        return found.isNumber() ? (Double) found.doubleValue() : null;
    }

    /** The plot of this name, or null. */
    Plot named(String name) {
        return switch (name) {
            case "losses" -> losses;
            case "gain" -> gain;
            case "rates" -> rates;
            case "speed" -> speed;
            default -> null;
        };
    }
}
