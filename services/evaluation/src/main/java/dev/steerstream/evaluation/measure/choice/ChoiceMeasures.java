package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.JudgedRow;
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

    /** The one that strengths are chosen by: TruthfulQA's average, else whether the right choice has the highest mean log-probability; no mask. */
    public static Measure deciding(JudgedRow row) {
        Measure truthful = new TruthfulQaMeasure(TruthfulReading.AVERAGE, false);
        return truthful.applies(row) ? truthful : new ChoiceAccuracyMeasure(true, false);
    }
}
