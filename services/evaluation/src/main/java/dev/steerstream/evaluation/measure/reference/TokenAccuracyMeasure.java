package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** Teacher-forced: the share of reference tokens that the column, in force, finds most probable. */
record TokenAccuracyMeasure(AnswerPart part) implements Measure {
    @Override
    public String name() {
        return "token_accuracy" + part.suffix;
    }

    @Override
    public String meaning() {
        return "share of " + part.words + " that are the most probable one, teacher-forced, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return part.tokens(row.scores()) > 0;
    }

    @Override
    public double weight(JudgedRow row) {
        return part.tokens(row.scores());
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return part.right(row.column(column));
    }
}
