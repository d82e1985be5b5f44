package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.Measure;
import java.util.ArrayList;
import java.util.List;

/** The measures of this room, in the order in which results show them. Stateless. */
public final class ReferenceMeasures {
    private ReferenceMeasures() {}

    public static List<Measure> all() {
        List<Measure> measures = new ArrayList<>();
        for (AnswerPart part : AnswerPart.values()) measures.add(new FullLossMeasure("loss_full", part));
        for (AnswerPart part : AnswerPart.values()) measures.add(new KeptLossMeasure(part));
        for (AnswerPart part : AnswerPart.values()) measures.add(new TokenAccuracyMeasure(part));
        measures.add(new ExactMatchMeasure());
        measures.add(new DivergenceMeasure());
        measures.add(new GeneratedExactMatchMeasure());
        measures.add(new RepetitionMeasure());
        return List.copyOf(measures);
    }

    /** {@code loss_full} alone: on what a curve compares. */
    public static Measure fullLoss() {
        return new FullLossMeasure("loss_full", AnswerPart.ALL);
    }

    /** The loss on text that has nothing to do with the task. */
    public static Measure generalText() {
        return new FullLossMeasure("general_text_loss", AnswerPart.ALL);
    }
}
