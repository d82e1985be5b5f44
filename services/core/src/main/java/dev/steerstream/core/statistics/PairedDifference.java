package dev.steerstream.core.statistics;

import java.util.List;

/**
 * How two measurements of the same rows differ: the difference of their means per token, with its standard error over rows.
 * {@code mean = sum d_r / sum n_r}, {@code error = sqrt(R / (R - 1) sum (d_r - n_r mean)^2) / sum n_r}, with d_r the difference
 * of row r's sums and n_r its tokens: a ratio estimator's, since rows have unequal length.
 *
 * @param mean first minus second, per token
 * @param standardError infinite with fewer than two rows
 */
public record PairedDifference(double mean, double standardError) {

    /**
     * @param tokens of each row
     * @param first sums over each row's tokens
     * @param second the same, of the other measurement
     */
    public static PairedDifference of(List<Long> tokens, List<Double> first, List<Double> second) {
        int rows = tokens.size();
        if (first.size() != rows || second.size() != rows) {
            throw new IllegalArgumentException(
                    "Rows are not the same: " + rows + " counts, " + first.size() + " and " + second.size() + " sums.");
        }
        long all = tokens.stream().mapToLong(Long::longValue).sum();
        double sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += first.get(r) - second.get(r);
        }
        double mean = sum / all;
        double squares = 0;
        for (int r = 0; r < rows; r++) {
            double off = first.get(r) - second.get(r) - tokens.get(r) * mean;
            squares += off * off;
        }
        return new PairedDifference(
                mean, rows < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(rows / (rows - 1.0) * squares) / all);
    }
}
