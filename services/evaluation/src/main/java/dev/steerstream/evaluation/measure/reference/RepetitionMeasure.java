package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** How much greedy answers say again. */
record RepetitionMeasure() implements Measure {
    @Override
    public String name() {
        return "generated_repetition";
    }

    @Override
    public String meaning() {
        return "mean share of a greedy answer's 4-grams of tokens that it has said before, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return !row.answers().isEmpty();
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return row.answers().get(column).repetition();
    }

    @Override
    public boolean lowerIsBetter() {
        return true;
    }
}
