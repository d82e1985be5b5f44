package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;

/** {@code loss_kept}: every column restricted to the tokens that the warm mask in force keeps; nats per kept token. */
record KeptLossMeasure(AnswerPart part) implements Measure {
    @Override
    public String name() {
        return "loss_kept" + part.suffix;
    }

    @Override
    public String meaning() {
        return "nats per kept token over " + part.words
                + " whose reference the warm mask keeps, every column restricted to what that mask keeps";
    }

    @Override
    public String unit() {
        return "nats/token";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return part.keptTokens(row.scores()) > 0;
    }

    @Override
    public double weight(JudgedRow row) {
        return part.keptTokens(row.scores());
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return part.keptLoss(row.column(column));
    }

    @Override
    public boolean lowerIsBetter() {
        return true;
    }
}
