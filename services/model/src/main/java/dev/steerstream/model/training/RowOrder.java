package dev.steerstream.model.training;

import dev.steerstream.model.training.method.Seeds;
import java.util.Arrays;
import java.util.Random;

/** Which rows a step takes: each epoch shuffles all rows by seed and epoch. A function of the step alone, so runs resume. */
final class RowOrder {
    private final int rows;
    private final TrainingConfiguration configuration;
    private int epoch = -1;
    private int[] order = {};

    RowOrder(int rows, TrainingConfiguration configuration) {
        this.rows = rows;
        this.configuration = configuration;
    }

    /** @param step from 1 */
    int epoch(int step) {
        return (step - 1) / configuration.stepsPerEpoch(rows) + 1;
    }

    /** @param step from 1 */
    int[] batch(int step) {
        if (epoch(step) != epoch) {
            epoch = epoch(step);
            order = shuffled(Seeds.random(configuration.seed(), Seeds.ROW_ORDER, epoch));
        }
        int first = (step - 1) % configuration.stepsPerEpoch(rows) * configuration.rowsPerStep();
        return Arrays.copyOfRange(order, first, Math.min(rows, first + configuration.rowsPerStep()));
    }

    /** Fisher and Yates' shuffle. */
    private int[] shuffled(Random random) {
        int[] shuffled = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            shuffled[i] = shuffled[j];
            shuffled[j] = i;
        }
        return shuffled;
    }
}
