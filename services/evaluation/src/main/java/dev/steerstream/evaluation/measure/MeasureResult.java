package dev.steerstream.evaluation.measure;

import dev.steerstream.core.statistics.McNemar;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a measure says of every column.
 *
 * @param unit of the columns' estimates and differences
 * @param n rows that it applies to
 * @param groups prompt groups among them
 * @param weight what they count for together: tokens, or rows
 * @param chance what guessing gets, where that is known
 * @param columns in the columns' order: base, warm, rules
 */
public record MeasureResult(
        String name,
        String meaning,
        String unit,
        boolean lowerIsBetter,
        int n,
        int groups,
        double weight,
        OptionalDouble chance,
        List<ColumnResult> columns) {
    public MeasureResult {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param minusWarm paired difference
     * @param minusFirst a rule's paired difference from the first rule; empty for that one, base and warm
     * @param versusWarm of binary measures: first is the column, second is warm
     * @param removedChoices share of choices that the mask removes, where it is in force
     */
    public record ColumnResult(
            String column,
            Estimate estimate,
            Estimate minusWarm,
            Optional<Estimate> minusFirst,
            Optional<McNemar> versusWarm,
            OptionalDouble removedChoices) {}

    /** @throws IllegalArgumentException where there is no such column */
    public ColumnResult column(String name) {
        return columns.stream()
                .filter(each -> each.column().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Measure " + this.name + " has no column " + name + "; it has "
                                + columns.stream().map(ColumnResult::column).toList() + "."));
    }
}
