package dev.steerstream.evaluation.report;

import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.rule.Calibrated;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What was chosen on the calibration rows, and whether it gains on the rows that are judged, in sentences. Stateless. */
public final class Verdict {
    /** What a gain counts in: the loss of what is not the answers' fixed wording, and what the task asks for. */
    private static final List<String> TELLING = List.of(
            "loss_full_content",
            "choice_accuracy_sum",
            "truthfulqa_mc_average_confidence_0",
            "generated_answer_accuracy",
            "truthfulqa_generated_judged_true");

    private Verdict() {}

    /** The choice, then a line for each measure that tells. */
    public static String of(EvaluationResult result, Calibrated calibrated) {
        String rule = calibrated.chosen().name();
        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add("chosen by cross-validation: " + rule + ". " + calibrated.reason());
        calibrated.confidences().ifPresent(choice -> text.add(confidence(choice)));
        for (MeasureResult measure : result.measures()) {
            if (TELLING.contains(measure.name())) text.add(of(measure, rule));
        }
        return text.toString();
    }

    private static String confidence(ConfidenceChoice choice) {
        StringJoiner values = new StringJoiner(", ");
        for (ConfidenceChoice.Result each : choice.judged()) {
            values.add(String.format(Locale.ROOT, "%s: %.4f", each.confidence(), each.value()));
        }
        return "confidence " + choice.chosen() + ". " + choice.reason() + " (" + values + ")";
    }

    static String of(MeasureResult measure, String rule) {
        Estimate gain = measure.column(rule).minusWarm();
        boolean up = gain.low() > 0;
        boolean down = gain.high() < 0;
        String words = !up && !down
                ? "no gain beyond the interval"
                : up == measure.lowerIsBetter() ? "steering loses" : "steering gains";
        return String.format(
                Locale.ROOT,
                "%s: %s, %+.4f [%+.4f, %+.4f] over warm on %d held-out rows%s",
                measure.name(),
                words,
                gain.value(),
                gain.low(),
                gain.high(),
                measure.n(),
                measure.chance().isPresent()
                        ? String.format(
                                Locale.ROOT, ", chance %.4f", measure.chance().getAsDouble())
                        : "");
    }
}
