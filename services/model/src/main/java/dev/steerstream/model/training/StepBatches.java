package dev.steerstream.model.training;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.training.method.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows and random numbers of every step, which follow from its number alone: a resumed run has the same. Immutable. */
final class StepBatches {
    private final List<TokenRow> rows;
    private final TrainingConfiguration configuration;
    private final RowOrder order;

    StepBatches(List<TokenRow> rows, TrainingConfiguration configuration) {
        this.rows = rows;
        this.configuration = configuration;
        this.order = new RowOrder(rows.size(), configuration);
    }

    /** One batch after another, whose gradients are summed up. */
    List<TrainingBatch> of(int step) {
        int[] taken = order.batch(step);
        List<TrainingBatch> batches = new ArrayList<>();
        for (int first = 0; first < taken.length; first += configuration.batchSize()) {
            int end = Math.min(taken.length, first + configuration.batchSize());
            batches.add(TrainingBatch.of(
                    Arrays.stream(taken, first, end).mapToObj(rows::get).toList()));
        }
        return batches;
    }

    /** One for each batch of the step. */
    long[] dropoutSeeds(int step, int batches) {
        long[] seeds = new long[batches];
        Arrays.setAll(seeds, batch -> dropoutSeed(step, batch));
        return seeds;
    }

    private long dropoutSeed(int step, int batch) {
        return batch == 0
                ? Seeds.mix(configuration.seed(), Seeds.DROPOUT, step)
                : Seeds.mix(configuration.seed(), Seeds.DROPOUT, step, batch);
    }

    /** Which pass over the rows a step belongs to. */
    int epoch(int step) {
        return order.epoch(step);
    }
}
