package dev.steerstream.core.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * How values are distributed, in bins of one width over their bulk, with what lies outside counted at either end: a heavy tail would leave the
 * bulk a single bin. Where 0 lies inside it is an edge, so that no bin mixes signs. Immutable.
 *
 * @param edges ascending, one more than bins
 * @param counts of each bin, which holds its lower edge; the last bin its upper edge too
 * @param below values under the first edge
 * @param above values over the last edge
 */
public record Histogram(List<Double> edges, List<Long> counts, long below, long above) {
    /** So many bins over the bulk, and at most two more, where edges are moved onto 0. */
    public static final int BINS = 40;

    /** The bulk reaches so many interquartile ranges beyond the quartiles (Tukey's outer fences). */
    private static final double REACH = 3;

    public Histogram {
        edges = List.copyOf(edges);
        counts = List.copyOf(counts);
        if (edges.size() != counts.size() + 1) {
            throw new IllegalArgumentException(
                    "A histogram of " + counts.size() + " bins has one edge more, not " + edges.size() + ".");
        }
    }

    /** @param sorted ascending and finite, at least one value */
    public static Histogram of(double[] sorted) {
        double lower = Quantiles.of(sorted, 0.25);
        double upper = Quantiles.of(sorted, 0.75);
        double from = Math.max(sorted[0], lower - REACH * (upper - lower));
        double to = Math.min(sorted[sorted.length - 1], upper + REACH * (upper - lower));
        // Equal values, or ones that are as good as equal, get a bin of some width around them.
        double width = Math.max((to - from) / BINS, 1e-9 * Math.max(1, Math.abs(from)));
        long first = (long) Math.floor(from / width);
        long last = Math.max(first + 1, (long) Math.ceil(to / width));
        long[] counts = new long[(int) (last - first)];
        long below = 0;
        long above = 0;
        for (double value : sorted) {
            if (value < first * width) {
                below++;
            } else if (value > last * width) {
                above++;
            } else {
                int bin = (int) Math.min(counts.length - 1, Math.max(0, (long) Math.floor(value / width) - first));
                counts[bin]++;
            }
        }
        Double[] edges = new Double[counts.length + 1];
        for (int edge = 0; edge < edges.length; edge++) {
            edges[edge] = (first + edge) * width;
        }
        return new Histogram(List.of(edges), Arrays.stream(counts).boxed().toList(), below, above);
    }
}
