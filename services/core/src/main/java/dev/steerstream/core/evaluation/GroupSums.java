package dev.steerstream.core.evaluation;

import java.util.Arrays;

/** Sums of one quantity per prompt group. Not thread-safe: one thread. */
final class GroupSums {
    private double[] sums = new double[16];

    void add(int group, double amount) {
        if (group >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(group + 1, 2 * sums.length));
        }
        sums[group] += amount;
    }

    double total(int groups) {
        return weighted(groups, null);
    }

    double weighted(int groups, int[] weights) {
        double total = 0;
        for (int g = 0; g < Math.min(groups, sums.length); g++) {
            total += weights == null ? sums[g] : weights[g] * sums[g];
        }
        return total;
    }
}
