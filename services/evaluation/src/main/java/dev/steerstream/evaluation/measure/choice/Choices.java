package dev.steerstream.evaluation.measure.choice;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.scoring.ScoredRow.ColumnScores;
import java.util.List;

/** A column's scores of a row's choices. Stateless. */
final class Choices {
    private Choices() {}

    static List<Double> scores(JudgedRow row, int column, boolean masked) {
        ColumnScores scores = row.column(column);
        return masked ? scores.maskedChoices() : scores.choices();
    }

    static double removedShare(JudgedRow row, int column) {
        List<Double> scores = row.column(column).maskedChoices();
        return (double) scores.stream()
                        .filter(score -> score == Double.NEGATIVE_INFINITY)
                        .count()
                / scores.size();
    }
}
