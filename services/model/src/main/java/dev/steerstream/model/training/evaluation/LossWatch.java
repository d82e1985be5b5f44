package dev.steerstream.model.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Sees whether a run's loss runs away. The rule: the start is the loss of the first step, which is the base model's own; a run
 * has diverged when the mean of its last {@value #WINDOW} steps is above {@code max(2 start, start + 3)} nats: twice the start,
 * and farther above it than batches differ where the start is small. Immutable.
 *
 * @param start loss of the first step; null before it
 * @param last losses of the newest steps, oldest first
 */
public record LossWatch(Double start, List<Double> last) {
    public static final LossWatch NEW = new LossWatch(null, List.of());

    private static final int WINDOW = 5;
    private static final double FACTOR = 2;
    private static final double NATS = 3;

    public LossWatch {
        last = List.copyOf(last);
    }

    public LossWatch plus(double loss) {
        List<Double> newest = new ArrayList<>(last);
        newest.add(loss);
        return new LossWatch(
                start == null ? loss : start, newest.subList(Math.max(0, newest.size() - WINDOW), newest.size()));
    }

    /** Mean of the newest steps' losses. */
    public double now() {
        return last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Above this a run has diverged; infinite before the first step. */
    public double limit() {
        return start == null ? Double.POSITIVE_INFINITY : Math.max(FACTOR * start, start + NATS);
    }

    public boolean diverged() {
        return last.size() == WINDOW && now() > limit();
    }

    /** Whether the newest loss alone is above the limit: not yet diverged, but nothing to resume from. */
    public boolean suspicious() {
        return !last.isEmpty() && last.get(last.size() - 1) > limit();
    }
}
