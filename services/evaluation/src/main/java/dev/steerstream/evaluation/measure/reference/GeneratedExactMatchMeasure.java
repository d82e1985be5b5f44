package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** Greedy answers against the reference's text. */
record GeneratedExactMatchMeasure() implements Measure {
    @Override
    public String name() {
        return "generated_exact_match";
    }

    @Override
    public String meaning() {
        return "share of rows whose greedy answer is the reference's text, white space at both ends aside, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return !row.answers().isEmpty();
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return row.answers()
                        .get(column)
                        .text()
                        .strip()
                        .equals(row.row().completion().strip())
                ? 1
                : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }
}
