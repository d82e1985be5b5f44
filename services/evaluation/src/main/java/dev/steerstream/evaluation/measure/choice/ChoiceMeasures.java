package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.Measure;
import java.util.ArrayList;
import java.util.List;

/** The measures of this room, in the order in which results show them. Stateless. */
public final class ChoiceMeasures {
    private ChoiceMeasures() {}

    public static List<Measure> all() {
        List<Measure> measures = new ArrayList<>();
        for (boolean masked : new boolean[] {false, true}) {
            for (boolean normalised : new boolean[] {false, true}) {
                measures.add(new ChoiceAccuracyMeasure(normalised, masked));
            }
            for (TruthfulReading reading : TruthfulReading.values()) {
                measures.add(new TruthfulQaMeasure(reading, masked));
            }
        }
        measures.add(new GeneratedAnswerMeasure());
        return List.copyOf(measures);
    }
}
