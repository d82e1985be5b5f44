package dev.steerstream.model.conversion;

import java.nio.FloatBuffer;
import java.util.Set;
import java.util.TreeSet;

/** How far the stored numbers of one group of tensors are from the ones they stand for. Not thread-safe. */
public final class QuantisationLoss {
    private final String group;
    private final String format;
    private final Set<String> formatsBefore = new TreeSet<>();
    private int tensors;
    private long numbers;
    private double largestError;
    private double squaredError;
    private double squares;

    QuantisationLoss(String group, String format) {
        this.group = group;
        this.format = format;
    }

    /** One tensor more. */
    void tensor(String formatBefore, long count) {
        formatsBefore.add(formatBefore);
        tensors++;
        numbers += count;
    }

    /** What became of some of its numbers. */
    void errors(float[] before, FloatBuffer after) {
        for (int i = 0; i < before.length; i++) {
            double error = after.get(i) - (double) before[i];
            largestError = Math.max(largestError, Math.abs(error));
            squaredError += error * error;
            squares += before[i] * (double) before[i];
        }
    }

    /** What the tensors are in every layer, for example {@code ffn_down}. */
    public String group() {
        return group;
    }

    public String format() {
        return format;
    }

    public Set<String> formatsBefore() {
        return formatsBefore;
    }

    public int tensors() {
        return tensors;
    }

    public long numbers() {
        return numbers;
    }

    /** The largest difference of a number. */
    public double largestError() {
        return largestError;
    }

    /** {@code ||after - before|| / ||before||}; 0 where nothing changed. */
    public double relativeError() {
        return squaredError == 0 ? 0 : Math.sqrt(squaredError / squares);
    }
}
