package dev.steerstream.model.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Sees whether a run's loss runs away. The rule: with the mean loss of the first {@value #WINDOW} steps as the start, a run has
 * diverged when the mean of its last {@value #WINDOW} steps is above {@code max(2 start, start + 2)} nats: twice the start, and
 * far above a batch's noise where the start is small. Immutable.
 *
 * @param first losses of the first steps
 * @param last losses of the newest steps, oldest first
 */
public record LossWatch(List<Double> first, List<Double> last) {
    public static final LossWatch NEW = new LossWatch(List.of(), List.of());

    private static final int WINDOW = 5;
    private static final double FACTOR = 2;
    private static final double NATS = 2;

    public LossWatch {
        first = List.copyOf(first);
        last = List.copyOf(last);
    }

    public LossWatch plus(double loss) {
        return new LossWatch(
                first.size() < WINDOW ? appended(first, loss) : first,
                appended(last.subList(last.size() < WINDOW ? 0 : 1, last.size()), loss));
    }

    private static List<Double> appended(List<Double> losses, double loss) {
        List<Double> longer = new ArrayList<>(losses);
        longer.add(loss);
        return longer;
    }

    /** Mean of the first steps' losses. */
    public double start() {
        return mean(first);
    }

    /** Mean of the newest steps' losses. */
    public double now() {
        return mean(last);
    }

    /** Above this a run has diverged; infinite while the start is not known. */
    public double limit() {
        return first.size() < WINDOW ? Double.POSITIVE_INFINITY : Math.max(FACTOR * start(), start() + NATS);
    }

    public boolean diverged() {
        return now() > limit();
    }

    /** Whether the newest loss alone is above the limit: not yet diverged, but nothing to resume from. */
    public boolean suspicious() {
        return !last.isEmpty() && last.get(last.size() - 1) > limit();
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
