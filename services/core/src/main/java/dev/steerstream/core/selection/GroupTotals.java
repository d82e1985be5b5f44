package dev.steerstream.core.selection;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import java.util.Arrays;

/**
 * Of each prompt group a number of tokens and a sum over them: losses in nats, or tokens that were right. Filled once, then read.
 */
final class GroupTotals {
    private final double[] tokens;
    private final double[] sums;

    GroupTotals(int groups) {
        tokens = new double[groups];
        sums = new double[groups];
    }

    int groups() {
        return tokens.length;
    }

    void set(int group, double count, double sum) {
        tokens[group] = count;
        sums[group] = sum;
    }

    /** Per token; 0 where there is none. */
    double mean() {
        double count = Arrays.stream(tokens).sum();
        return count == 0 ? 0 : Arrays.stream(sums).sum() / count;
    }

    /** This mean minus the other's, of the same groups. */
    double minus(GroupTotals other) {
        return mean() - other.mean();
    }

    /** The interval of {@link #minus}, paired: both are drawn together. */
    Interval minusInterval(GroupTotals other, GroupBootstrap bootstrap) {
        return bootstrap.interval(tokens.length, weights -> {
            double difference = 0;
            double count = 0;
            double otherCount = 0;
            double sum = 0;
            double otherSum = 0;
            for (int g = 0; g < tokens.length; g++) {
                count += weights[g] * tokens[g];
                otherCount += weights[g] * other.tokens[g];
                sum += weights[g] * sums[g];
                otherSum += weights[g] * other.sums[g];
            }
            if (count > 0 && otherCount > 0) {
                difference = sum / count - otherSum / otherCount;
            }
            return difference;
        });
    }
}
