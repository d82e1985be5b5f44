package dev.steerstream.evaluation.scoring;

import dev.steerstream.evaluation.scoring.ScoredRow.ColumnScores;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds up one row's scores, token by token. Not thread-safe: one thread. */
final class RowTally {
    private static final int TEMPLATE = 0;
    private static final int CONTENT = 1;

    private final EncodedRow row;
    private final int columns;
    private final int[] tokens = new int[2]; // by class
    private final int[] keptTokens = new int[2];
    private final double[][] losses; // [column][class]
    private final double[][] keptLosses;
    private final int[][] right;
    private final double[] divergences;
    private final double[][] choices; // [column][choice]
    private final double[][] maskedChoices;
    private int current; // class of the token in progress
    private boolean kept;
    private double baseUnderWarmMask;

    RowTally(EncodedRow row, int columns) {
        this.row = row;
        this.columns = columns;
        this.losses = new double[columns][2];
        this.keptLosses = new double[columns][2];
        this.right = new int[columns][2];
        this.divergences = new double[columns];
        this.choices = new double[columns][row.choices().size()];
        this.maskedChoices = new double[columns][row.choices().size()];
    }

    EncodedRow row() {
        return row;
    }

    /** A token of the reference. */
    void begin(boolean template) {
        current = template ? TEMPLATE : CONTENT;
        tokens[current]++;
        kept = false;
    }

    /** The warm mask keeps it; base's log-probability under the same mask. */
    void keep(double base) {
        kept = true;
        keptTokens[current]++;
        baseUnderWarmMask = base;
    }

    /** What a column says of the token in progress. */
    void add(int column, double unmasked, double masked, boolean best, double divergence, boolean base) {
        losses[column][current] -= unmasked;
        if (kept) keptLosses[column][current] -= base ? baseUnderWarmMask : masked;
        right[column][current] += best ? 1 : 0;
        divergences[column] += divergence;
    }

    /** A choice's next token, by column. */
    void addChoiceToken(int choice, double[] unmasked, double[] masked) {
        for (int c = 0; c < columns; c++) {
            choices[c][choice] += unmasked[c];
            maskedChoices[c][choice] += masked[c];
        }
    }

    ScoredRow scored() {
        List<ColumnScores> scores = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            scores.add(new ColumnScores(
                    losses[c][TEMPLATE],
                    losses[c][CONTENT],
                    keptLosses[c][TEMPLATE],
                    keptLosses[c][CONTENT],
                    right[c][TEMPLATE],
                    right[c][CONTENT],
                    divergences[c],
                    Arrays.stream(choices[c]).boxed().toList(),
                    Arrays.stream(maskedChoices[c]).boxed().toList()));
        }
        return new ScoredRow(
                row.row().line(),
                tokens[TEMPLATE],
                tokens[CONTENT],
                keptTokens[TEMPLATE],
                keptTokens[CONTENT],
                row.choices().stream().map(TokenRow::completionLength).toList(),
                scores);
    }
}
