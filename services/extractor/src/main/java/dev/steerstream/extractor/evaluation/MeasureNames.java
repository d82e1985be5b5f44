package dev.steerstream.extractor.evaluation;

import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.measure.choice.ChoiceMeasures;
import dev.steerstream.evaluation.measure.reference.ReferenceMeasures;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.List;
import java.util.stream.Stream;

/** The measures that an evaluation is asked for by name. */
final class MeasureNames {
    private MeasureNames() {}

    /**
     * Before any row is scored.
     *
     * @param asked null is all
     * @throws SteerStreamException user {@code UNKNOWN_MEASURE}
     */
    static void requireKnown(List<String> asked) {
        if (asked == null) return;
        List<String> known = Stream.concat(ReferenceMeasures.all().stream(), ChoiceMeasures.all().stream())
                .map(Measure::name)
                .sorted()
                .toList();
        for (String name : asked) {
            if (known.contains(name)) continue;
            throw SteerStreamException.user(
                    "UNKNOWN_MEASURE",
                    "settings.measures has \"" + name + "\": the measures are " + String.join(", ", known),
                    "Name some of these, or leave measures out for all that the rows allow.");
        }
    }

    /**
     * Only those that were asked for.
     *
     * @throws SteerStreamException user {@code NO_MEASURE} where the rows allow none of them
     */
    static EvaluationResult only(List<String> asked, EvaluationResult all) {
        if (asked == null) return all;
        var kept = all.measures().stream()
                .filter(measure -> asked.contains(measure.name()))
                .toList();
        if (kept.isEmpty()) {
            throw SteerStreamException.user(
                    "NO_MEASURE",
                    "no row has what the measures " + asked + " need",
                    "Name other measures, or rows with choices for those of choices.");
        }
        return new EvaluationResult(all.rules(), kept);
    }
}
