package dev.steerstream.evaluation.curve;

import dev.steerstream.evaluation.scoring.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task's curve.
 *
 * @param inputs what it was made of, digests among them, by name
 * @param points ascending by steps
 * @param saved by rule and loss, at every point but the one without steps
 */
public record ComputeCurve(Map<String, String> inputs, List<CurvePoint> points, List<StepsSaved> saved) {
    private static final List<String> LOSSES = List.of("loss_full", "loss_full_content");

    public ComputeCurve {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        points = List.copyOf(points);
        saved = List.copyOf(saved);
    }

    static ComputeCurve of(List<CurvePoint> unordered, Map<String, String> inputs) {
        List<CurvePoint> points = unordered.stream()
                .sorted(Comparator.comparingInt(CurvePoint::steps))
                .toList();
        List<StepsSaved> saved = new ArrayList<>();
        for (String rule : points.get(0).strengths().keySet()) {
            for (String loss : LOSSES) {
                if (!points.get(0).measures().containsKey(loss)) continue;
                for (CurvePoint point : points) {
                    if (point.steps() > 0) saved.add(StepsSaved.of(points, point, loss, rule));
                }
            }
        }
        return new ComputeCurve(inputs, points, saved);
    }

    public List<String> rules() {
        return List.copyOf(points.get(0).strengths().keySet());
    }

    /** Base, warm and rules. */
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(Column.BASE, Column.WARM));
        columns.addAll(rules());
        return columns;
    }
}
