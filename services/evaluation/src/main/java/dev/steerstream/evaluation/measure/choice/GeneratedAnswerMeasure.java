package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.rows.Judgement.OneRight;
import java.util.OptionalDouble;

/** Greedy answers, each reduced to the choice that it names. */
record GeneratedAnswerMeasure() implements Measure {
    @Override
    public String name() {
        return "generated_answer_accuracy";
    }

    @Override
    public String meaning() {
        return "share of rows whose greedy answer names the right choice first, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return !row.answers().isEmpty() && row.row().judgement() instanceof OneRight;
    }

    @Override
    public double amount(JudgedRow row, int column) {
        OneRight truth = (OneRight) row.row().judgement();
        int named = NamedChoice.of(row.answers().get(column).text(), truth.labels());
        return named == truth.right() ? 1 : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }

    @Override
    public OptionalDouble chance(JudgedRow row) {
        return OptionalDouble.of(1.0 / row.row().choices().size());
    }
}
