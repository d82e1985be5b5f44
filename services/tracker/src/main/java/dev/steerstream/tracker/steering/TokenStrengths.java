package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The informative tokens' own strengths along one direction: what each would choose alone.
 *
 * @param report five numbers, the standard deviation and, in newer reports, a histogram
 * @param histogram null in a report from before it was kept
 */
public record TokenStrengths(String direction, Report report, Plot histogram) {
    private static final String PLOT = "per-token-";

    /** The configured direction first; empty where the report says nothing of it. */
    static List<TokenStrengths> of(Report report, String address) {
        List<TokenStrengths> all = new ArrayList<>();
        if (report.has("/per_token")) all.add(of(new Report(report.json().at("/per_token")), report, address));
        report.list("/per_token_others").forEach(one -> all.add(of(one, report, address)));
        return all;
    }

    private static TokenStrengths of(Report one, Report whole, String address) {
        String direction = one.text("/direction");
        if (direction == null) direction = whole.text("/unmasked/direction");
        if (direction == null) direction = "the configured direction";
        return new TokenStrengths(direction, one, one.has("/histogram") ? histogram(direction, one, address) : null);
    }

    private static Plot histogram(String direction, Report one, String address) {
        List<Double> edges = one.numbers("/histogram/edges");
        List<Double> counts = one.numbers("/histogram/counts");
        List<Row> rows = new ArrayList<>();
        for (int bin = 0; bin < Math.min(counts.size(), edges.size() - 1); bin++) {
            double from = edges.get(bin);
            double to = edges.get(bin + 1);
            rows.add(Row.of((from + to) / 2, counts.get(bin)).labelled(short4(from) + " to " + short4(to)));
        }
        String name = PLOT + direction;
        return Plot.bars(
                        name,
                        "Tokens by their own strength along " + direction,
                        "strength",
                        Curve.of("tokens", "steered"),
                        rows,
                        address + name + ".csv",
                        "No token is informative.")
                .marked(null, null, one.number("/median"))
                .noted(outside(one, edges));
    }

    private static String outside(Report one, List<Double> edges) {
        Long below = one.count("/histogram/below");
        Long above = one.count("/histogram/above");
        String note = "Dashed: the median.";
        if (below == null || above == null || edges.isEmpty() || below + above == 0) return note;
        return note
                + String.format(
                        Locale.ROOT,
                        " Beyond the drawing: %,d below %s and %,d above %s.",
                        below,
                        short4(edges.get(0)),
                        above,
                        short4(edges.get(edges.size() - 1)));
    }

    private static String short4(double value) {
        double shown = Math.abs(value) < 1e-9 ? 0 : value;
        return String.format(Locale.ROOT, Math.abs(shown) < 100 ? "%.2f" : "%.0f", shown)
                .replace('-', '\u2212');
    }

    /** What the CSV has: a line a bin, an open end where values lie outside. */
    List<List<Object>> bins() {
        List<Double> edges = report.numbers("/histogram/edges");
        List<Double> counts = report.numbers("/histogram/counts");
        List<List<Object>> rows = new ArrayList<>();
        if (edges.isEmpty()) return rows;
        rows.add(Arrays.asList(direction, null, edges.get(0), report.count("/histogram/below")));
        for (int bin = 0; bin < Math.min(counts.size(), edges.size() - 1); bin++) {
            rows.add(Arrays.asList(
                    direction,
                    edges.get(bin),
                    edges.get(bin + 1),
                    counts.get(bin).longValue()));
        }
        rows.add(Arrays.asList(direction, edges.get(edges.size() - 1), null, report.count("/histogram/above")));
        return rows;
    }
}
