package dev.steerstream.extractor.evaluation.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.evaluation.report.Figure;
import dev.steerstream.evaluation.report.LineFigure;
import dev.steerstream.work.database.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an adaptation saw on its calibration rows, as plots: the losses against the warm start's steps where the run was measured at least twice, and
 * the scan of the strength where answers to choose from were offered. Both are of rows that something was fitted on: they follow an adaptation and
 * do not judge it.
 *
 * @param manifest the adapter's
 * @param report the profile's
 */
public record CalibrationFigures(String manifest, JsonNode report) {

    public List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        JsonNode measured = Json.read(JsonNode.class, manifest).path("evaluations");
        if (measured.size() > 1) figures.add(warmStart(measured));
        JsonNode scanned = report.at("/selection/choices");
        if (scanned.path("curve").size() > 1) figures.add(scan(scanned));
        return figures;
    }

    private static Figure warmStart(JsonNode measured) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (String line : List.of("base", "warm", "steered")) lines.put(line, members(measured, line + "_loss"));
        return LineFigure.of(
                "warm-start",
                "loss_full on calibration rows after so many warm-start steps; steered is at the strength that fits these very rows best",
                "warm-start steps",
                "loss_full, nats/token",
                members(measured, "step"),
                lines);
    }

    private static Figure scan(JsonNode scanned) {
        String measure = scanned.path("measure").asText();
        return LineFigure.of(
                "choice-scan",
                measure + " on " + scanned.path("questions").asText()
                        + " calibration questions against the strength, without a mask; chance is "
                        + scanned.path("chance").asText(),
                "strength",
                measure,
                members(scanned.path("curve"), "strength"),
                Map.of(measure, members(scanned.path("curve"), "value")));
    }

    private static List<Double> members(JsonNode points, String name) {
        List<Double> values = new ArrayList<>();
        points.forEach(point -> values.add(point.path(name).asDouble()));
        return values;
    }
}
