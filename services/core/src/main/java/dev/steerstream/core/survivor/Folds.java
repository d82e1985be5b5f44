package dev.steerstream.core.survivor;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Deals prompt groups into folds for cross-validation: of each {@code count} groups that follow one another every fold gets one, in an order
 * drawn from the seed. So folds are equal in size and known as soon as a group is. Immutable.
 *
 * @param count 2 or more
 * @param seed of the deal
 */
public record Folds(int count, long seed) {
    /** As many as are usual. */
    public static final int COUNT = 5;

    public Folds {
        if (count < 2) {
            throw new IllegalArgumentException("Cross-validation has " + count + " folds; it needs at least 2.");
        }
    }

    /** The fold of a group, {@code 0 <= fold < count}. */
    public int of(int group) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + group / count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order[group % count];
    }

    /** How often each group counts where one fold is left out: 1, or 0 in it. */
    public int[] without(int fold, int groups) {
        int[] weights = new int[groups];
        Arrays.setAll(weights, g -> of(g) == fold ? 0 : 1);
        return weights;
    }
}
