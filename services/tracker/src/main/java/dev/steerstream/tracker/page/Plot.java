package dev.steerstream.tracker.page;

import java.util.Arrays;
import java.util.List;

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
        String note,
        String empty) {
    /** A chart with more is read by nobody. */
    public static final int MOST_CURVES = 12;

    public Plot {
        curves = List.copyOf(curves);
        rows = List.copyOf(rows);
        if (curves.size() > MOST_CURVES) {
            throw new IllegalArgumentException(
                    "plot " + name + " has " + curves.size() + " curves: at most " + MOST_CURVES + " are drawn");
        }
    }

    public static Plot lines(
            String name, String title, String x, List<Curve> curves, List<Row> rows, String csvAddress, String empty) {
        return new Plot(name, "lines", title, x, curves, rows, csvAddress, null, null, null, null, empty);
    }

    public static Plot bars(
            String name, String title, String x, Curve curve, List<Row> rows, String csvAddress, String empty) {
        return new Plot(name, "bars", title, x, List.of(curve), rows, csvAddress, null, null, null, null, empty);
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
                note,
                empty);
    }

    public Plot noted(String how) {
        return new Plot(name, kind, title, x, curves, rows, csvAddress, low, high, mark, how, empty);
    }

    /**
     * One curve.
     *
     * @param label with its unit
     * @param colour one of the style's: base, warm, steered, other, good, bad
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

    /** @param values one for each curve; null where there is none */
    public record Row(Double x, List<Double> values) {
        public static Row of(Number x, Double... values) {
            return new Row(x.doubleValue(), Arrays.asList(values));
        }
    }
}
