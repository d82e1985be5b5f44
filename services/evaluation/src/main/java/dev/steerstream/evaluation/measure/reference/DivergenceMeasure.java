package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** How far a column is from warm: what steering costs in likeness. */
record DivergenceMeasure() implements Measure {
    @Override
    public String name() {
        return "divergence_from_warm";
    }

    @Override
    public String meaning() {
        return "KL(warm || column) in nats per answer token, given the reference: base without a mask, rules under the mask in force";
    }

    @Override
    public String unit() {
        return "nats/token";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return true;
    }

    @Override
    public double weight(JudgedRow row) {
        return AnswerPart.ALL.tokens(row.scores());
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return row.column(column).divergence();
    }

    @Override
    public boolean lowerIsBetter() {
        return true;
    }
}
