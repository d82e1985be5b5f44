package dev.steerstream.evaluation.curve;

import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.model.training.TrainingConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a curve is made of.
 *
 * @param marks steps at which warm and rules are judged
 * @param training of the warm start; its steps are the last mark
 * @param evaluation how each point is judged
 * @param rows learned from
 * @param calibration rows that strengths are fitted on, at each point anew
 * @param heldOut rows judged
 * @param threads computing threads
 */
public record CurveSettings(
        NavigableSet<Integer> marks,
        TrainingConfiguration training,
        EvaluationSettings evaluation,
        RowFile rows,
        RowFile calibration,
        RowFile heldOut,
        int threads) {
    public CurveSettings {
        if (marks.isEmpty() || marks.first() < 0 || marks.last() < 1) {
            throw new IllegalArgumentException(
                    "The curve's steps are " + marks + "; they must be 0 or more, one of them at least 1.");
        }
        if (training.maxSteps() != marks.last()) {
            throw new IllegalArgumentException("The warm start has " + training.maxSteps()
                    + " steps; it must end with the curve, at " + marks.last() + ".");
        }
        marks = new TreeSet<>(marks);
    }

    /** What the points depend on, by name; not the marks before the last, so that points can be added. */
    Map<String, String> inputs(String modelDigest, String weightFormat) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("model", modelDigest);
        inputs.put("weight_format", weightFormat);
        inputs.put("training", training.toString());
        inputs.put(
                "evaluation",
                evaluation.directions() + " confidence " + evaluation.confidence() + " " + evaluation.bootstrap() + " "
                        + evaluation.encoding());
        for (Map.Entry<String, RowFile> file : List.of(
                Map.entry("rows", rows), Map.entry("calibration", calibration), Map.entry("held_out", heldOut))) {
            inputs.put(
                    file.getKey(),
                    file.getValue().digest() + ", " + file.getValue().rows().size() + " rows");
        }
        inputs.put("threads", Integer.toString(threads));
        return inputs;
    }
}
