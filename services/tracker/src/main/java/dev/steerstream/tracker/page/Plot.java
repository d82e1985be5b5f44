package dev.steerstream.tracker.page;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A plot as its table: one column of x and the curves over it. The table, the drawing that a browser makes of it and the CSV hold the same numbers.
 *
 * @param name unique within its page
 * @param kind {@code lines} or {@code bars}
 * @param title with what is measured
 * @param x head of the first column, with its unit
 * @param csvAddress where the numbers are as CSV
 * @param low left end of an interval on x that is marked, or null
 * @param mark a place on x that is marked, or null
 * @param named whether the rows' labels stand at the axis in the place of numbers
 * @param note how it is to be read, or null
 * @param empty what is said where there are no rows
 */
public record Plot(
        String name,
        String kind,
        String title,
        String x,
        List<Curve> curves,
        List<Row> rows,
        String csvAddress,
        Double low,
        Double high,
        Double mark,
        boolean named,
        String note,
        String empty) {
    /** A chart with more is read by nobody. */
    public static final int MOST_CURVES = 12;

    public Plot {
        curves = List.copyOf(curves);
        // A row without a value would be an axis with nothing on it.
        rows = rows.stream()
                .filter(row -> row.values().stream().anyMatch(Objects::nonNull))
                .toList();
        if (curves.size() > MOST_CURVES) {
            throw new IllegalArgumentException(
                    "plot " + name + " has " + curves.size() + " curves: at most " + MOST_CURVES + " are drawn");
        }
    }

    public static Plot lines(
            String name, String title, String x, List<Curve> curves, List<Row> rows, String csvAddress, String empty) {
        return new Plot(name, "lines", title, x, curves, rows, csvAddress, null, null, null, false, null, empty);
    }

    public static Plot bars(
            String name, String title, String x, Curve curve, List<Row> rows, String csvAddress, String empty) {
        return new Plot(name, "bars", title, x, List.of(curve), rows, csvAddress, null, null, null, false, null, empty);
    }

    public Plot marked(Double from, Double to, Double at) {
        boolean interval = from != null && to != null;
        return new Plot(
                name,
                kind,
                title,
                x,
                curves,
                rows,
                csvAddress,
                interval ? from : null,
                interval ? to : null,
                at,
                named,
                note,
                empty);
    }

    public Plot noted(String how) {
        return new Plot(name, kind, title, x, curves, rows, csvAddress, low, high, mark, named, how, empty);
    }

    /** With the rows' labels at the axis. */
    public Plot withNames() {
        return new Plot(name, kind, title, x, curves, rows, csvAddress, low, high, mark, true, note, empty);
    }

    /** Whether any value has an interval. */
    public boolean hasIntervals() {
        return rows.stream().anyMatch(row -> row.intervals().stream().anyMatch(Objects::nonNull));
    }

    /**
     * One curve.
     *
     * @param label with its unit
     * @param colour one of the style's: base, warm, steered, other, second, good, bad
     * @param second whether it has the scale at the right
     */
    public record Curve(String label, String colour, boolean second) {
        public static Curve of(String label, String colour) {
            return new Curve(label, colour, false);
        }

        public static Curve second(String label, String colour) {
            return new Curve(label, colour, true);
        }
    }

    /**
     * What a value may be by chance.
     *
     * @param low lower end
     * @param high upper end
     */
    public record Interval(double low, double high) {
        /** Null where an end is not known. */
        public static Interval of(Double low, Double high) {
            return low == null || high == null ? null : new Interval(low, high);
        }
    }

    /**
     * One line of the table.
     *
     * @param label what stands for x, or null for the number itself
     * @param values one for each curve; null where there is none
     * @param intervals of the values, each may be null; empty where no value has any
     */
    public record Row(Double x, String label, List<Double> values, List<Interval> intervals) {
        public static Row of(Number x, Double... values) {
            return new Row(x.doubleValue(), null, Arrays.asList(values), List.of());
        }

        public Row labelled(String text) {
            return new Row(x, text, values, intervals);
        }

        public Row within(Interval... of) {
            return new Row(x, label, values, Arrays.asList(of));
        }

        /** Of the value at a place, or null. */
        public Interval interval(int place) {
            return place < intervals.size() ? intervals.get(place) : null;
        }
    }
}
