package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.rows.Judgement.Truthful;
import java.util.OptionalDouble;

/**
 * TruthfulQA's multiple choice in one reading: at confidence 0, which the name says, or under the mask in force, where most answers have a
 * removed token and the share of removed choices says how little is left to judge.
 */
record TruthfulQaMeasure(TruthfulReading reading, boolean masked) implements Measure {
    @Override
    public String name() {
        return "truthfulqa_" + reading.label + (masked ? "_masked" : "_confidence_0");
    }

    @Override
    public String meaning() {
        return reading.meaning + (masked ? "; mask in force, a removed choice scores minus infinity" : "; no mask");
    }

    @Override
    public boolean applies(JudgedRow row) {
        return row.row().judgement() instanceof Truthful;
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return reading.amount((Truthful) row.row().judgement(), Choices.scores(row, column, masked));
    }

    @Override
    public boolean binary() {
        return reading.binary;
    }

    @Override
    public OptionalDouble chance(JudgedRow row) {
        return OptionalDouble.of(reading.chance((Truthful) row.row().judgement()));
    }

    @Override
    public OptionalDouble removedChoices(JudgedRow row, int column) {
        return masked ? OptionalDouble.of(Choices.removedShare(row, column)) : OptionalDouble.empty();
    }
}
