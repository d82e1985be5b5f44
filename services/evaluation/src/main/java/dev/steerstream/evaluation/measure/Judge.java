package dev.steerstream.evaluation.measure;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.McNemar;
import dev.steerstream.evaluation.measure.MeasureResult.ColumnResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges rows by measures. Every interval of a measure comes of the same draws of prompt groups, so a column's difference from warm is
 * paired. Immutable.
 */
public final class Judge {
    private final List<String> columns;
    private final int warm;
    private final GroupBootstrap bootstrap;

    /** @param columns names, in the order of the rows' scores; one of them is warm's, and the rules come after it */
    public Judge(List<String> columns, String warm, GroupBootstrap bootstrap) {
        this.columns = List.copyOf(columns);
        this.warm = columns.indexOf(warm);
        this.bootstrap = bootstrap;
        if (this.warm < 0) {
            throw new IllegalArgumentException("The columns are " + columns + "; one of them must be " + warm + ".");
        }
    }

    /** The results of those measures that apply to at least one row. */
    public List<MeasureResult> judge(List<JudgedRow> rows, List<Measure> measures) {
        List<MeasureResult> results = new ArrayList<>();
        for (Measure measure : measures) {
            List<JudgedRow> judged = rows.stream().filter(measure::applies).toList();
            if (!judged.isEmpty()) results.add(judge(judged, measure));
        }
        return results;
    }

    private MeasureResult judge(List<JudgedRow> rows, Measure measure) {
        Map<String, Integer> groupIndexes = new LinkedHashMap<>();
        rows.forEach(row -> groupIndexes.putIfAbsent(row.row().group(), groupIndexes.size()));
        int groups = groupIndexes.size();
        double[] weights = new double[groups];
        double[][] amounts = new double[columns.size()][groups];
        for (JudgedRow row : rows) {
            int group = groupIndexes.get(row.row().group());
            weights[group] += measure.weight(row);
            for (int c = 0; c < columns.size(); c++) {
                amounts[c][group] += measure.amount(row, c);
            }
        }
        List<double[]> draws = bootstrap.draws(groups, drawn -> ratios(amounts, weights, drawn));
        double ofWarm = ratio(amounts[warm], weights, null);
        int first = Math.min(warm + 1, columns.size() - 1); // of the rules
        double ofFirst = ratio(amounts[first], weights, null);
        List<ColumnResult> results = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            double value = ratio(amounts[c], weights, null);
            results.add(new ColumnResult(
                    columns.get(c),
                    Estimate.of(value, interval(draws, c, -1)),
                    Estimate.of(value - ofWarm, interval(draws, c, warm)),
                    c > first ? Optional.of(Estimate.of(value - ofFirst, interval(draws, c, first))) : Optional.empty(),
                    measure.binary() && c != warm ? Optional.of(versusWarm(rows, measure, c)) : Optional.empty(),
                    mean(rows, measure, c)));
        }
        double weight = 0;
        for (double each : weights) weight += each;
        return new MeasureResult(
                measure.name(),
                measure.meaning(),
                measure.unit(),
                measure.lowerIsBetter(),
                rows.size(),
                groups,
                weight,
                chance(rows, measure),
                results);
    }

    private static double[] ratios(double[][] amounts, double[] weights, int[] drawn) {
        double[] ratios = new double[amounts.length];
        for (int c = 0; c < ratios.length; c++) ratios[c] = ratio(amounts[c], weights, drawn);
        return ratios;
    }

    /** Of a column, less another one where that is not negative. */
    private static Interval interval(List<double[]> draws, int column, int less) {
        if (draws.isEmpty()) return Interval.UNKNOWN;
        return Interval.ofDraws(draws.stream()
                .mapToDouble(draw -> draw[column] - (less < 0 ? 0 : draw[less]))
                .toArray());
    }

    /** Over all groups where nothing is drawn; 0 where no weight is. */
    private static double ratio(double[] amounts, double[] weights, int[] drawn) {
        double amount = 0;
        double weight = 0;
        for (int g = 0; g < weights.length; g++) {
            int times = drawn == null ? 1 : drawn[g];
            amount += times * amounts[g];
            weight += times * weights[g];
        }
        return weight == 0 ? 0 : amount / weight;
    }

    private McNemar versusWarm(List<JudgedRow> rows, Measure measure, int column) {
        int onlyColumn = 0;
        int onlyWarm = 0;
        for (JudgedRow row : rows) {
            double of = measure.amount(row, column);
            double ofWarm = measure.amount(row, warm);
            onlyColumn += of > ofWarm ? 1 : 0;
            onlyWarm += ofWarm > of ? 1 : 0;
        }
        return McNemar.of(onlyColumn, onlyWarm);
    }

    private static OptionalDouble chance(List<JudgedRow> rows, Measure measure) {
        return rows.stream()
                .map(measure::chance)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    private static OptionalDouble mean(List<JudgedRow> rows, Measure measure, int column) {
        return rows.stream()
                .map(row -> measure.removedChoices(row, column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }
}
