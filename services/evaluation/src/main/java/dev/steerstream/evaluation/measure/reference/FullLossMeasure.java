package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** {@code loss_full}: no mask; nats per token. */
record FullLossMeasure(String prefix, AnswerPart part) implements Measure {
    @Override
    public String name() {
        return prefix + part.suffix;
    }

    @Override
    public String meaning() {
        return "nats per token over " + part.words + ", no mask, each rule with the strength fitted without one";
    }

    @Override
    public String unit() {
        return "nats/token";
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
        return part.loss(row.column(column));
    }

    @Override
    public boolean lowerIsBetter() {
        return true;
    }
}
