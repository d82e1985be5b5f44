package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** Whether the reference, its end included, is what greedy decoding gives: every token the most probable one after those before it. */
record ExactMatchMeasure() implements Measure {
    @Override
    public String name() {
        return "exact_match";
    }

    @Override
    public String meaning() {
        return "share of rows whose reference answer, its end included, greedy decoding gives token for token, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return true;
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return AnswerPart.ALL.right(row.column(column)) == AnswerPart.ALL.tokens(row.scores()) ? 1 : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }
}
