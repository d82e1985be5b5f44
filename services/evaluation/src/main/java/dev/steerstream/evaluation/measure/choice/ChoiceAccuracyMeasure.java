package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.rows.Judgement.OneRight;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether the right choice is the most probable one; the end of the text is no part of a choice, and the first of equals wins.
 *
 * @param lengthNormalised whether a choice's log-probability is divided by its tokens
 * @param masked whether under the mask in force; where every choice has a removed token the row counts as wrong
 */
record ChoiceAccuracyMeasure(boolean lengthNormalised, boolean masked) implements Measure {
    @Override
    public String name() {
        return "choice_accuracy_" + (lengthNormalised ? "length_normalised" : "sum") + (masked ? "_masked" : "");
    }

    @Override
    public String meaning() {
        return "share of rows whose right choice has the highest "
                + (lengthNormalised ? "mean log-probability per token" : "sum of log-probabilities")
                + (masked ? ", mask in force" : ", no mask");
    }

    @Override
    public boolean applies(JudgedRow row) {
        return row.row().judgement() instanceof OneRight;
    }

    @Override
    public double amount(JudgedRow row, int column) {
        List<Double> scores = Choices.scores(row, column, masked);
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int choice = 0; choice < scores.size(); choice++) {
            double score = scores.get(choice)
                    / (lengthNormalised ? row.scores().choiceTokens().get(choice) : 1);
            if (score > highest) {
                best = choice;
                highest = score;
            }
        }
        return best == ((OneRight) row.row().judgement()).right() ? 1 : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }

    @Override
    public OptionalDouble chance(JudgedRow row) {
        return OptionalDouble.of(1.0 / row.row().choices().size());
    }

    @Override
    public OptionalDouble removedChoices(JudgedRow row, int column) {
        return masked ? OptionalDouble.of(Choices.removedShare(row, column)) : OptionalDouble.empty();
    }
}
